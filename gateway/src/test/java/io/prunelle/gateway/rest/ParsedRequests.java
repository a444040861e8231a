// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.rest.RestParser.Line;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests as text, parsed as if they had come over a socket. */
public final class ParsedRequests {

  public static final String BASE = "/fhir/cabinet";

  private ParsedRequests() {}

  /** {@code GET /Patient/p1?_format=json}, below the base of a practice. */
  public static RestRequest of(String request, String body, String... headers) {
    int space = request.indexOf(' ');
    int question = request.indexOf('?');
    return of(
        request.substring(0, space),
        BASE + request.substring(space + 1, question < 0 ? request.length() : question),
        question < 0 ? null : request.substring(question + 1),
        headers(headers),
        Buffer.buffer(body));
  }

  public static RestRequest of(
      String method, String path, @Nullable String query, MultiMap headers, Buffer body) {
    RestRequest head = RestParser.head(new Line(method, path, query), headers);
    Payload.of(head.interaction()).require(head.interaction(), headers);
    return RestParser.whole(head, body, headers);
  }

  /** What a host would be sent, parsed again. */
  static RestRequest again(RestRequest request) {
    Upstream upstream = request.upstream();
    String target = upstream.target();
    int question = target.indexOf('?');
    return of(
        upstream.method(),
        "/fhir/" + request.practice() + (question < 0 ? target : target.substring(0, question)),
        question < 0 ? null : target.substring(question + 1),
        headers(upstream.headers()),
        upstream.body() == null ? Buffer.buffer() : upstream.body());
  }

  static MultiMap headers(String... headers) {
    MultiMap all = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    return all;
  }

  private static MultiMap headers(Map<String, String> headers) {
    return MultiMap.caseInsensitiveMultiMap().addAll(headers);
  }
}
