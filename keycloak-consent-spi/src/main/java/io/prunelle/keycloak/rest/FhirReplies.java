// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.fhir.OperationOutcome;
import io.prunelle.keycloak.fhir.OperationOutcome.Issue;
import io.prunelle.keycloak.fhir.OperationOutcome.Severity;
import io.prunelle.keycloak.json.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;

/** Answers in FHIR's terms; the refusals are the same as elsewhere, in other words. */
final class FhirReplies {
  static final String TYPE = "application/fhir+json";

  private static final String JSON = TYPE + ";charset=UTF-8";

  private final Replies replies;

  FhirReplies(KeycloakSession session) {
    this.replies = new Replies(session);
  }

  /** As {@link Replies#reply}. */
  Response reply(Supplier<Response> work) {
    return replies.reply(work, FhirReplies::refusal);
  }

  static Response resource(Object resource) {
    return resource(Response.Status.OK.getStatusCode(), resource).build();
  }

  static Response.ResponseBuilder resource(int status, Object resource) {
    return Response.status(status)
        .type(JSON)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(Json.write(resource));
  }

  /** A problem as an OperationOutcome, under the same status and headers. */
  static Response refusal(Problem problem) {
    ProblemType type = problem.type();
    Response.ResponseBuilder response =
        resource(
            type.status(),
            OperationOutcome.of(
                List.of(
                    new Issue(
                        Severity.ERROR,
                        code(type),
                        type.code(),
                        String.valueOf(problem.getMessage()),
                        null))));
    problem.headers().forEach(response::header);
    return response.build();
  }

  /** FHIR's issue-type. */
  static String code(ProblemType type) {
    return switch (type.status()) {
      case 401 -> "login";
      case 403 -> "forbidden";
      case 404 -> "not-found";
      case 405, 406, 415 -> "not-supported";
      case 409, 412 -> "conflict";
      case 413 -> "too-long";
      case 422 -> "not-supported";
      case 429 -> "throttled";
      case 503 -> "transient";
      case 500 -> "exception";
      default -> "invalid";
    };
  }
}
