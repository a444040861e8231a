// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.RestParser.Line;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;

/** The door of this package: from HTTP to the parsed form. */
public final class RestRequests {

  private final AllowList allowed;
  private final long longestBody;
  private final Duration patience;

  public RestRequests(Settings settings) {
    this.allowed = new AllowList(settings.fhir());
    this.longestBody = settings.limits().requestBody();
    this.patience = settings.clients().bodyTimeout();
  }

  /**
   * Parses the request, reading its body if it has a meaning.
   *
   * @param request paused
   * @param understood told what is asked, even if it is refused then
   * @return fails with {@link Refused} for whatever is no interaction, or none that is offered
   */
  public Future<RestRequest> parse(HttpServerRequest request, Consumer<RestRequest> understood) {
    try {
      Line line = new Line(request.method().name(), request.path(), request.query());
      RestRequest head = RestParser.head(line, request.headers());
      understood.accept(head);
      allowed.require(head.interaction());
      Payload payload = Payload.of(head.interaction());
      if (payload == Payload.NONE) {
        return Future.succeededFuture(head);
      }
      payload.require(request.headers());
      return BoundedBody.read(
              request, payload == Payload.FORM ? longestForm() : longestBody, patience)
          .map(body -> whole(head, body, request));
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  private RestRequest whole(RestRequest head, Buffer body, HttpServerRequest request) {
    RestRequest whole = RestParser.whole(head, body, request.headers());
    allowed.require(whole.interaction());
    return whole;
  }

  private long longestForm() {
    return Math.min(longestBody, QueryParser.LONGEST_FORM);
  }
}
