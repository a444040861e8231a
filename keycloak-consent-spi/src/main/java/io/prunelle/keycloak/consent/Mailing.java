// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import java.time.Duration;

/**
 * Whether a mail about something may be sent to a patient now.
 *
 * @param after how long it may not be; zero unless it is too early
 */
public record Mailing(Verdict verdict, Duration after) {
  /** What there is to do. */
  public enum Verdict {
    /** Whoever asked sends it, and nobody else does meanwhile. */
    SEND,
    /** It was sent. */
    SENT,
    /** The patient does not want any. */
    UNWANTED,
    /** Another one was sent, or may be on its way. */
    LATER
  }

  /** One that need not wait. */
  public static Mailing of(Verdict verdict) {
    return new Mailing(verdict, Duration.ZERO);
  }
}
