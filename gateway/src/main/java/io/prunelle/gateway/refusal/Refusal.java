// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

import java.time.Duration;

/** A no, as a value. Mapped once, in {@link Refusals}, to status, headers and OperationOutcome. */
public sealed interface Refusal {

  /** Stable code, as journalled. Never shown where it would disclose a patient's decision. */
  String reason();

  /** No bearer token, or one that does not hold. */
  record Unauthenticated(String reason, boolean tokenPresented) implements Refusal {}

  /** The caller may not ask this. Says nothing about whether the record exists. */
  record Forbidden(String reason) implements Refusal {}

  /** Understood, well-formed or not, but not something the gateway can attribute to one patient. */
  record NotSupported(String reason, String diagnostics) implements Refusal {}

  /** Not such a thing here. */
  record NotFound(String reason) implements Refusal {}

  /** Another status of HTTP's own vocabulary (405, 406, 413, 415). */
  record BadExchange(int status, String reason, String diagnostics) implements Refusal {}

  /** The record cannot be reached now, for a reason that is not the caller's to know. */
  record RecordUnavailable(String reason, Duration retryAfter) implements Refusal {}

  /** The gateway itself lacks something it cannot do without: keys, journal. */
  record NotReady(String reason, Duration retryAfter) implements Refusal {}

  /** The host failed, or what it answered may not be released. */
  record BadUpstream(int status, String reason) implements Refusal {}

  /** A defect of the gateway. */
  record Unexpected(String reason) implements Refusal {}

  /** The refusal as a failure to end a future with. */
  default Refused refused() {
    return new Refused(this);
  }
}
