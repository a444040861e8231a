// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.json.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is refused, told as RFC 9457 problem details. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final @Nullable String challenge;

  private Problem(int status, String title, String detail, @Nullable String challenge) {
    super(detail, null, false, false);
    this.status = status;
    this.title = title;
    this.challenge = challenge;
  }

  static Problem badRequest(String detail) {
    return new Problem(400, "Bad Request", detail, null);
  }

  /** RFC 6750 3: the challenge says why. */
  static Problem unauthorized(String detail, String challenge) {
    return new Problem(401, "Unauthorized", detail, challenge);
  }

  static Problem forbidden(String detail) {
    return new Problem(403, "Forbidden", detail, null);
  }

  static Problem insufficientScope(String scope) {
    return new Problem(
        403,
        "Forbidden",
        "the token lacks the scope " + scope,
        "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
  }

  static Problem notFound(String detail) {
    return new Problem(404, "Not Found", detail, null);
  }

  static Problem conflict(String detail) {
    return new Problem(409, "Conflict", detail, null);
  }

  static Problem tooLarge(int limit) {
    return new Problem(
        413, "Content Too Large", "the body must not be longer than " + limit + " bytes", null);
  }

  static Problem internal() {
    return new Problem(
        500, "Internal Server Error", "the server's log has more, under this time", null);
  }

  Response response() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", title);
    body.put("status", status);
    body.put("detail", String.valueOf(getMessage()));
    Response.ResponseBuilder response =
        Response.status(status)
            .type("application/problem+json")
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(Json.write(body));
    if (challenge != null) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, challenge);
    }
    return response.build();
  }
}
