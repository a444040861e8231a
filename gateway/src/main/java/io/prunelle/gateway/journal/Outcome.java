// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How it ended.
 *
 * @param status the status answered; 0 when it is not known
 * @param bytes of the body released to the client
 * @param ending {@code completed}, {@code refused}, {@code failed}, {@code client-gone}, {@code
 *     unknown} when the gateway died before it was over
 * @param resource what was created or changed, as the host named it: {@code Type/id}, with {@code
 *     /_history/version} where it told that; null for anything else
 */
public record Outcome(
    int status, long bytes, Duration duration, String ending, @Nullable String resource) {

  /** Nobody saw the end. */
  public static final String UNKNOWN = "unknown";

  /** Whoever asked was told that it is not written, and so nothing came of it. */
  static final Outcome UNWRITTEN = new Outcome(503, 0, Duration.ZERO, "refused");

  /** Of what wrote nothing. */
  public Outcome(int status, long bytes, Duration duration, String ending) {
    this(status, bytes, duration, ending, null);
  }
}
