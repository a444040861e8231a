// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

import io.prunelle.gateway.refusal.Refusal.BadExchange;
import io.prunelle.gateway.refusal.Refusal.BadUpstream;
import io.prunelle.gateway.refusal.Refusal.Bound;
import io.prunelle.gateway.refusal.Refusal.Departed;
import io.prunelle.gateway.refusal.Refusal.Forbidden;
import io.prunelle.gateway.refusal.Refusal.HostRefused;
import io.prunelle.gateway.refusal.Refusal.InsufficientScope;
import io.prunelle.gateway.refusal.Refusal.MethodNotAllowed;
import io.prunelle.gateway.refusal.Refusal.NotFound;
import io.prunelle.gateway.refusal.Refusal.NotReady;
import io.prunelle.gateway.refusal.Refusal.NotSupported;
import io.prunelle.gateway.refusal.Refusal.RecordUnavailable;
import io.prunelle.gateway.refusal.Refusal.TooBroad;
import io.prunelle.gateway.refusal.Refusal.TooCostly;
import io.prunelle.gateway.refusal.Refusal.TooMany;
import io.prunelle.gateway.refusal.Refusal.TooMuch;
import io.prunelle.gateway.refusal.Refusal.Unauthenticated;
import io.prunelle.gateway.refusal.Refusal.Unexpected;
import io.prunelle.gateway.refusal.Refusal.UnknownCoding;
import io.prunelle.gateway.refusal.Refusal.Unproven;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one place where a refusal becomes status, headers and OperationOutcome. */
public final class Refusals {

  private static final String WWW_AUTHENTICATE = "www-authenticate";
  private static final String RETRY_AFTER = "retry-after";
  private static final String REALM = "Bearer realm=\"prunelle\"";
  private static final String POSSESSION =
      "DPoP realm=\"prunelle\", algs=\"ES256 ES384 PS256 RS256\"";

  private Refusals() {}

  /**
   * The answer to a failure; what is no {@link Refused} is answered as a defect, without details.
   */
  public static Answer answer(Throwable failure) {
    return answer(refusal(failure));
  }

  /** The refusal that a failure carries, or stands for. */
  public static Refusal refusal(Throwable failure) {
    return failure instanceof Refused refused
        ? refused.refusal()
        : new Unexpected("internal-error");
  }

  /** Whether it failed because the practice has no record of the patient any more. */
  public static boolean departed(Throwable failure) {
    return refusal(failure) instanceof Departed;
  }

  /** The answer to a refusal. */
  public static Answer answer(Refusal refusal) {
    if (refusal instanceof Unauthenticated no) {
      return unauthenticated(no);
    } else if (refusal instanceof Unproven) {
      // RFC 9449, 7.1
      return outcome(401, "login", "The token needs a proof of possession, and this is none.")
          .with(WWW_AUTHENTICATE, POSSESSION + ", error=\"invalid_dpop_proof\"");
    } else if (refusal instanceof Bound) {
      return outcome(401, "login", "The token needs a proof of possession.")
          .with(WWW_AUTHENTICATE, POSSESSION + ", error=\"invalid_token\"");
    } else if (refusal instanceof InsufficientScope no) {
      // RFC 6750, 3.1
      String scope = no.scope().isEmpty() ? "" : ", scope=\"" + no.scope() + "\"";
      return outcome(403, "forbidden", no.diagnostics())
          .with(WWW_AUTHENTICATE, REALM + ", error=\"insufficient_scope\"" + scope);
    } else if (refusal instanceof Forbidden) {
      return outcome(403, "forbidden", "This request is not allowed.");
    } else if (refusal instanceof NotSupported no) {
      return said(outcome(403, "not-supported", no.diagnostics()), no.expression());
    } else if (refusal instanceof MethodNotAllowed no) {
      // RFC 9110, 15.5.6
      return outcome(405, "not-supported", "This URL is not asked with this method.")
          .with("allow", no.allowed());
    } else if (refusal instanceof BadExchange no) {
      return said(outcome(no.status(), code(no.status()), no.diagnostics()), no.expression());
    } else if (refusal instanceof UnknownCoding) {
      return outcome(415, "not-supported", "A body may be compressed with gzip, or not at all.")
          .with("accept-encoding", "gzip");
    } else if (refusal instanceof TooMany no) {
      return outcome(429, "throttled", "You ask more often than one caller may. Try again later.")
          .with(RETRY_AFTER, seconds(no.retryAfter()));
    } else if (refusal instanceof NotFound || refusal instanceof Departed) {
      return outcome(404, "not-found", "There is no such resource.");
    } else if (refusal instanceof RecordUnavailable no) {
      return outcome(503, "transient", "The record cannot be reached right now. Try again later.")
          .with(RETRY_AFTER, seconds(no.retryAfter()));
    } else if (refusal instanceof NotReady no) {
      return outcome(503, "transient", "The service is not available right now. Try again later.")
          .with(RETRY_AFTER, seconds(no.retryAfter()));
    } else if (refusal instanceof HostRefused no) {
      return outcome(no.status(), code(no.status()), hostRefused(no.status()));
    } else if (refusal instanceof TooCostly no) {
      return outcome(
          422,
          "too-costly",
          "The answer is longer than the "
              + no.longest()
              + " bytes that are examined before they are shown. Ask for less at a time: with"
              + " _count, a narrower search, or the resources one by one.");
    } else if (refusal instanceof TooMuch no) {
      return outcome(
          422,
          "too-costly",
          "More is found than the "
              + no.most()
              + " resources that are gathered over several records. Narrow the search, or list a part"
              + " at a time, such as by _lastUpdated, date or birthdate (birthdate=lt1950, then"
              + " birthdate=ge1950); or name one patient.");
    } else if (refusal instanceof TooBroad no) {
      return outcome(
          422,
          "too-costly",
          "There is too much to look through for this search. "
              + (no.bounded()
                  ? "Ask for a shorter time, such as date=2026-01, or name one patient."
                  : "Narrow it by date, such as date=ge2026-01-01, or name one patient."));
    } else if (refusal instanceof BadUpstream no) {
      return outcome(
          no.status(),
          no.status() == 504 ? "timeout" : "exception",
          "The host could not answer the request.");
    }
    return outcome(500, "exception", "The request could not be completed.");
  }

  /**
   * The same to who shows a token with a proof: they look for a challenge of that scheme, and renew
   * the token by what it says (RFC 9449, 7.1).
   */
  public static Answer answerToProof(Refusal refusal) {
    Answer answer = answer(refusal);
    String challenge = answer.headers().get(WWW_AUTHENTICATE);
    return challenge != null && challenge.startsWith(REALM + ", error=")
        ? answer.with(WWW_AUTHENTICATE, POSSESSION + challenge.substring(REALM.length()))
        : answer;
  }

  /**
   * The same, of a part of what was asked.
   *
   * @param expression which, in FHIRPath
   */
  public static Answer answer(Refusal refusal, String expression) {
    return said(answer(refusal), expression);
  }

  private static Answer said(Answer whole, @Nullable String expression) {
    if (expression == null) {
      return whole;
    }
    JsonObject outcome = whole.body().toJsonObject();
    JsonObject issue = outcome.getJsonArray("issue").getJsonObject(0);
    JsonArray expressions = new JsonArray().add(expression);
    issue.getJsonArray("expression", new JsonArray()).forEach(expressions::add);
    issue.put("expression", expressions);
    return new Answer(whole.status(), whole.headers(), outcome.toBuffer());
  }

  /** What a status means, and nothing of what the host says: that may tell of others. */
  private static String hostRefused(int status) {
    return switch (status) {
      case 404 -> "There is no such resource.";
      case 410 -> "The resource has been deleted.";
      case 409 ->
          "The host has something that stands against it: another version of the resource, or"
              + " resources that refer to it. Read it again; delete or change what refers to it"
              + " first.";
      case 412 ->
          "The resource is not at the version of If-Match, or more than one meets the criteria.";
      case 413 -> "The host takes no body as long as this.";
      case 400, 422 ->
          "The host does not accept the request, or its body. $validate says what is wrong with a"
              + " body.";
      default -> "The host did not accept the request.";
    };
  }

  /** RFC 6750, 3: no error code when no token was presented. */
  private static Answer unauthenticated(Unauthenticated no) {
    return no.tokenPresented()
        ? outcome(401, "login", "The bearer token is not valid.")
            .with(
                WWW_AUTHENTICATE,
                REALM + ", error=\"invalid_token\", error_description=\"The token is not valid\"")
        : outcome(401, "login", "A bearer token is needed.")
            .with(WWW_AUTHENTICATE, REALM + ", " + POSSESSION);
  }

  private static Answer outcome(int status, String code, String diagnostics) {
    return Answer.fhir(
        status,
        new JsonObject()
            .put("resourceType", "OperationOutcome")
            .put(
                "issue",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("severity", "error")
                            .put("code", code)
                            .put("diagnostics", diagnostics)))
            .toBuffer());
  }

  /** IssueType codes of FHIR R4 (http://hl7.org/fhir/R4/valueset-issue-type.html). */
  private static String code(int status) {
    return switch (status) {
      case 404 -> "not-found";
      case 410 -> "deleted";
      case 409, 412 -> "conflict";
      case 408 -> "timeout";
      case 413, 414, 431 -> "too-long";
      case 406, 415, 501 -> "not-supported";
      case 422 -> "processing";
      default -> "invalid";
    };
  }

  private static String seconds(Duration duration) {
    // who waits as long as they are told to has waited long enough
    return Long.toString(Math.max(1, duration.plusNanos(999_999_999).toSeconds()));
  }
}
