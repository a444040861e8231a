// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the ledger did not answer as asked; carries no text of the ledger's own. */
public final class LedgerFailure extends RuntimeException {

  /** The kinds of failure the page tells apart. */
  public enum Reason {
    /** The token is not accepted (any more): sign in again. */
    NOT_SIGNED_IN,
    /** The answer does not fit the current state: newer notice, or nothing to withdraw. */
    CONFLICT,
    /** No such hosting for this patient, or an answer the ledger does not accept. */
    REFUSED,
    /** Out of reach, too slow, or answering what is not understood. */
    UNAVAILABLE
  }

  private static final String PROBLEM = "urn:prunelle:problem:";
  private static final String TOO_OFTEN = "too-many-requests";

  /** Beyond it nobody is told to try again at once. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private final Reason reason;
  private final String problem;
  private final @Nullable Duration retryAfter;
  private final Optional<Long> position;

  LedgerFailure(Reason reason) {
    this(reason, "");
  }

  /**
   * One whose kind the ledger names.
   *
   * @param problem the last part of its type, such as {@code paper-overtaken}
   */
  LedgerFailure(Reason reason, String problem) {
    this(reason, problem, null, Optional.empty());
  }

  private LedgerFailure(
      Reason reason, String problem, @Nullable Duration retryAfter, Optional<Long> position) {
    super(
        "consent ledger: " + reason + (problem.isEmpty() ? "" : ", " + problem),
        null,
        false,
        false);
    this.reason = reason;
    this.problem = problem;
    this.retryAfter = retryAfter;
    this.position = position;
  }

  /** One that has a cause of its own. */
  public LedgerFailure(Reason reason, Throwable cause) {
    super("consent ledger: " + reason, cause);
    this.reason = reason;
    this.problem = "";
    this.retryAfter = null;
    this.position = Optional.empty();
  }

  /** What an answer of the ledger says that is none of success. */
  static LedgerFailure of(HttpResponse<Buffer> reply) {
    Fields told = told(reply);
    return new LedgerFailure(
        switch (reply.statusCode()) {
          case 401 -> Reason.NOT_SIGNED_IN;
          case 409 -> Reason.CONFLICT;
          case 400, 403, 404 -> Reason.REFUSED;
          default -> Reason.UNAVAILABLE;
        },
        problem(told),
        seconds(reply.getHeader("Retry-After")),
        told.number("position"));
  }

  /** RFC 9110 10.2.3; the ledger names no dates. */
  private static @Nullable Duration seconds(@Nullable String given) {
    return given != null && given.matches("[0-9]{1,9}")
        ? Duration.ofSeconds(Long.parseLong(given))
        : null;
  }

  private static Fields told(HttpResponse<Buffer> reply) {
    try {
      return Fields.of(reply.bodyAsJsonObject());
    } catch (RuntimeException none) {
      return Fields.of(new JsonObject());
    }
  }

  private static String problem(Fields told) {
    String type = told.text("type");
    return type.startsWith(PROBLEM) ? type.substring(PROBLEM.length()) : "";
  }

  public Reason reason() {
    return reason;
  }

  /** The kind of problem as the ledger names it; empty where it named none. */
  public String problem() {
    return problem;
  }

  /** How long to wait before it is asked again; empty where the ledger named no time. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Whether it says to have recorded nothing: it had too much to do, or was asked too often. */
  public boolean isUntaken() {
    return problem.equals("busy") || problem.equals(TOO_OFTEN);
  }

  /**
   * Whether it is too often for today: as a permission on one hosting that changes all the time.
   */
  public boolean isTooOftenForToday() {
    return problem.equals(TOO_OFTEN)
        && retryAfter().filter(wait -> wait.compareTo(SOON) > 0).isPresent();
  }

  /** Where the ledger has what was recorded before; empty where it did not say. */
  public Optional<Long> position() {
    return position;
  }
}
