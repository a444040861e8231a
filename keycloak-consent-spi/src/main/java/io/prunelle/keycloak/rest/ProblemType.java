// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import java.util.Locale;

/**
 * The kinds of problems, RFC 9457 3.1.1. Their names are a contract with callers: a type is added
 * or retired, never given another meaning. {@code docs/problems.md} says of each what to do about
 * it.
 */
enum ProblemType {
  MALFORMED_BODY(400, "The body is not one JSON object in UTF-8"),
  INVALID_MEMBER(400, "A member of the body breaks a rule"),
  INVALID_PARAMETER(400, "A parameter breaks a rule"),
  NOTICE_NOT_NAMED(400, "The version of the notice is missing"),
  NO_SUCH_LANGUAGE(400, "The notice has no text in that language"),
  REASON_MISSING(400, "An objection needs a reason"),
  UNAUTHENTICATED(401, "A valid access token is required"),
  INSUFFICIENT_SCOPE(403, "The token lacks a scope"),
  NOT_PERMITTED(403, "The caller may not do this"),
  TOO_YOUNG(403, "A guardian has to permit this"),
  AGE_NOT_ASSURED(403, "Nobody vouches for the patient's age"),
  ORIGIN_NOT_ALLOWED(403, "The page's origin is not one of the application's"),
  UNKNOWN_PATH(404, "There is no such path"),
  NOT_FOUND(404, "There is no such thing here"),
  UNKNOWN_HOSTING(404, "There is no such hosting"),
  NO_SUCH_OBJECTION(409, "There is no such objection to answer"),
  METHOD_NOT_ALLOWED(405, "The path does not know the method"),
  NOT_ACCEPTABLE(406, "There is no such form of this"),
  NOTICE_NOT_CURRENT(409, "The notice has changed"),
  TEXT_DIFFERS(409, "Another text was shown"),
  NOTHING_TO_WITHDRAW(409, "There is no permission to withdraw"),
  PAPER_OVERTAKEN(409, "The patient has decided since"),
  PAPER_TOO_OLD(409, "The paper is too old"),
  ALREADY_RECORDED(409, "The paper is in the ledger already"),
  AMBIGUOUS_ORDER(409, "Two decisions on one hosting come at once"),
  ALREADY_OBJECTED(409, "The objection stands already"),
  OTHER_LEGAL_BASIS(400, "The hosting has another legal basis"),
  HOSTING_CLOSED(409, "The hosting takes no such decision"),
  STATE_CONFLICT(409, "What is there does not allow the change"),
  NARROWER_CONSENT(422, "The Consent says more than the ledger can keep"),
  PRECONDITION_FAILED(412, "It has changed since it was read"),
  BODY_TOO_LONG(413, "The body is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body is not declared as JSON"),
  TOO_MANY_REQUESTS(429, "Too many requests"),
  BUSY(503, "Too many decide at once"),
  MAIL_NOT_SENT(503, "The mail was not sent"),
  INTERNAL(500, "The server failed");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  int status() {
    return status;
  }

  /** The same for every problem of the type. */
  String title() {
    return title;
  }

  /** The last part of the {@linkplain #urn() URN}, also the error of Keycloak's events. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String urn() {
    return "urn:prunelle:problem:" + code();
  }
}
