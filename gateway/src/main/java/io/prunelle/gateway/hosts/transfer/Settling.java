// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.time.Duration;

/** The record has been placed elsewhere just now: it stays where it was for a moment. */
final class Settling extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private final Duration left;

  Settling(Duration left) {
    super("settling", null, false, false);
    this.left = left;
  }

  Duration left() {
    return left;
  }
}
