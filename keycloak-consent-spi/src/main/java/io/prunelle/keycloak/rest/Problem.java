// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.json.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that is refused, told as RFC 9457 problem details. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemType type;
  private final transient Map<String, Object> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  /**
   * @param detail what is wrong with this request; names the member, parameter or role
   */
  Problem(ProblemType type, String detail) {
    super(detail, null, false, false);
    this.type = type;
  }

  /** RFC 6750 3: the challenge says why. */
  static Problem unauthenticated(String detail, String challenge) {
    return new Problem(ProblemType.UNAUTHENTICATED, detail)
        .header(HttpHeaders.WWW_AUTHENTICATE, challenge);
  }

  static Problem insufficientScope(String scope) {
    return new Problem(ProblemType.INSUFFICIENT_SCOPE, "the token lacks the scope " + scope)
        .header(
            HttpHeaders.WWW_AUTHENTICATE,
            "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
  }

  /** RFC 6585 4. */
  static Problem tooManyRequests(long seconds) {
    return new Problem(ProblemType.TOO_MANY_REQUESTS, "try again in " + seconds + " s")
        .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
  }

  /** Nothing was recorded, and soon will be. */
  static Problem busy() {
    return new Problem(ProblemType.BUSY, "nothing was recorded; try again in 2 s")
        .header(HttpHeaders.RETRY_AFTER, "2");
  }

  static Problem notPermitted(String detail) {
    return new Problem(ProblemType.NOT_PERMITTED, detail);
  }

  static Problem notFound(String detail) {
    return new Problem(ProblemType.NOT_FOUND, detail);
  }

  ProblemType type() {
    return type;
  }

  /** Adds what a program may act on, RFC 9457 3.2. */
  Problem with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  Problem header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Map<String, String> headers() {
    return Map.copyOf(headers);
  }

  /** RFC 9457 3: the members in their order. */
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", type.urn());
    document.put("title", type.title());
    document.put("status", type.status());
    document.put("detail", String.valueOf(getMessage()));
    document.putAll(members);
    return document;
  }

  Response response() {
    Response.ResponseBuilder response =
        Response.status(type.status())
            .type("application/problem+json")
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(Json.write(document()));
    headers.forEach(response::header);
    return response.build();
  }
}
