// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.time.Duration;

/**
 * How it ended.
 *
 * @param status the status answered; 0 when it is not known
 * @param bytes of the body released to the client
 * @param ending {@code completed}, {@code refused}, {@code failed}, {@code client-gone}, {@code
 *     unknown} when the gateway died before it was over
 */
public record Outcome(int status, long bytes, Duration duration, String ending) {

  /** Nobody saw the end. */
  public static final String UNKNOWN = "unknown";

  /** Whoever asked was told that it is not written, and so nothing came of it. */
  static final Outcome UNWRITTEN = new Outcome(503, 0, Duration.ZERO, "refused");
}
