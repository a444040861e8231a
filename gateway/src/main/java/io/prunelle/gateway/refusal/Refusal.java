// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A no, as a value. Mapped once, in {@link Refusals}, to status, headers and OperationOutcome. */
public sealed interface Refusal {

  /** Stable code, as journalled. Never shown where it would disclose a patient's decision. */
  String reason();

  /** No bearer token, or one that does not hold. */
  record Unauthenticated(String reason, boolean tokenPresented) implements Refusal {}

  /** A token that is bound to a key, without a proof of its possession that holds (RFC 9449). */
  record Unproven(String reason) implements Refusal {}

  /** A token that is bound to a key, shown as if whoever has it could use it (RFC 9449, 7.2). */
  record Bound(String reason) implements Refusal {}

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
   * @param expression the part of the request that it is about; null for all of it
   */
  record NotSupported(String reason, String diagnostics, @Nullable String expression)
      implements Refusal {
    public NotSupported(String reason, String diagnostics) {
      this(reason, diagnostics, null);
    }

    @Override
    public Refusal about(String part) {
      return new NotSupported(reason, diagnostics, part);
    }
  }

  /**
   * The URL is one of FHIR's, the method is none for it.
   *
   * @param allowed as the header {@code Allow} lists methods
   */
  record MethodNotAllowed(String reason, String allowed) implements Refusal {}

  /**
   * Another answer of HTTP's own vocabulary: 400, 406, 408, 413, 414, 415, 431, 501.
   *
   * @param expression the part of the request that it is about; null for all of it
   */
  record BadExchange(int status, String reason, String diagnostics, @Nullable String expression)
      implements Refusal {
    public BadExchange(int status, String reason, String diagnostics) {
      this(status, reason, diagnostics, null);
    }

    /** Of what is done to one resource alone, where the condition does not tell which. */
    public static BadExchange ofSeveral() {
      return new BadExchange(
          412, "condition-ambiguous", "More than one resource meets the condition.");
    }

    /** Of a change of another version than the one that is there. */
    public static BadExchange ofAnotherVersion() {
      return new BadExchange(
          412, "version-conflict", "The resource is not at the version of If-Match.");
    }

    @Override
    public Refusal about(String part) {
      return new BadExchange(status, reason, diagnostics, part);
    }
  }

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

  /**
   * Looking through all that might match takes longer than a search may.
   *
   * @param bounded whether it was narrowed already, by time or otherwise
   */
  record TooBroad(String reason, boolean bounded) implements Refusal {}

  /** A defect of the gateway. */
  record Unexpected(String reason) implements Refusal {}

  /**
   * The same, of a part of what was asked; of some refusals that is not said.
   *
   * @param part as {@code OperationOutcome.issue.expression} names it: {@code http.code}
   */
  default Refusal about(String part) {
    return this;
  }

  /** The refusal as a failure to end a future with. */
  default Refused refused() {
    return new Refused(this);
  }
}
