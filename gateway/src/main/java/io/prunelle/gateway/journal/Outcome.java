// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.time.Duration;

/**
 * How it ended.
 *
 * @param status the status answered
 * @param bytes of the body released to the client
 * @param ending {@code completed}, {@code refused}, {@code failed}, {@code client-gone}
 */
public record Outcome(int status, long bytes, Duration duration, String ending) {}
