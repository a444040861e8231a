// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

import java.time.Duration;

/** A no, as a value. Mapped once, in {@link Refusals}, to status, headers and OperationOutcome. */
public sealed interface Refusal {

  /** Stable code, as journalled. Never shown where it would disclose a patient's decision. */
  String reason();

  /** No bearer token, or one that does not hold. */
  record Unauthenticated(String reason, boolean tokenPresented) implements Refusal {}

  /** A token that is bound to a key, without a proof of its possession that holds (RFC 9449). */
  record Unproven(String reason) implements Refusal {}

  /** The caller may not ask this. Says nothing about whether the record exists. */
  record Forbidden(String reason) implements Refusal {}

  /**
   * The token's scopes do not cover what is asked.
   *
   * @param scope those that would, as they are asked for; empty when there is none to ask for
   */
  record InsufficientScope(String reason, String scope, String diagnostics) implements Refusal {
    public InsufficientScope(String reason, String scope) {
      this(reason, scope, "The token's scopes do not cover this request.");
    }
  }

  /**
   * Understood, but nothing that can be attributed to one patient or that is offered here.
   *
   * @param diagnostics for the developer of the calling application; repeats nothing of the request
   */
  record NotSupported(String reason, String diagnostics) implements Refusal {}

  /**
   * The URL is one of FHIR's, the method is none for it.
   *
   * @param allowed as the header {@code Allow} lists methods
   */
  record MethodNotAllowed(String reason, String allowed) implements Refusal {}

  /** Another answer of HTTP's own vocabulary: 400, 406, 408, 413, 414, 415, 431, 501. */
  record BadExchange(int status, String reason, String diagnostics) implements Refusal {}

  /** The body is compressed in a way that is not taken (RFC 7694, 3). */
  record UnknownCoding(String reason) implements Refusal {}

  /** The caller asks more often than one caller may (RFC 6585, 4). */
  record TooMany(String reason, Duration retryAfter) implements Refusal {}

  /** Not such a thing here, or no longer. */
  record NotFound(String reason) implements Refusal {}

  /** The practice has no record of the patient any more. */
  record Departed(String reason) implements Refusal {}

  /** The record cannot be reached now, for a reason that is not the caller's to know. */
  record RecordUnavailable(String reason, Duration retryAfter) implements Refusal {}

  /** The gateway itself lacks something it cannot do without: keys, journal, database. */
  record NotReady(String reason, Duration retryAfter) implements Refusal {}

  /** The host did not accept the request; its own words are not passed on. */
  record HostRefused(int status, String reason) implements Refusal {}

  /**
   * The host failed (502), did not answer in time (504), or what it answered may not be released.
   */
  record BadUpstream(int status, String reason) implements Refusal {}

  /**
   * What would be answered is more than can be examined, and so than can be shown.
   *
   * @param longest in bytes
   */
  record TooCostly(String reason, long longest) implements Refusal {}

  /**
   * More is found than is gathered for one answer.
   *
   * @param most how much may be found
   */
  record TooMuch(String reason, int most) implements Refusal {}

  /** A defect of the gateway. */
  record Unexpected(String reason) implements Refusal {}

  /** The refusal as a failure to end a future with. */
  default Refused refused() {
    return new Refused(this);
  }
}
