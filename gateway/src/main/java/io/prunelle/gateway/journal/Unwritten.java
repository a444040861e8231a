// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.io.Serial;
import java.util.concurrent.TimeoutException;

/** Something was not committed, or nobody knows whether it was. */
final class Unwritten extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean full;

  private Unwritten(String why, boolean full) {
    // Thrown by the thousand when the database is gone: what matters of it is the words
    super(why, null, false, false);
    this.full = full;
  }

  Unwritten(String why) {
    this(why, false);
  }

  static Unwritten full() {
    return new Unwritten("as many wait for the journal as may", true);
  }

  /** What keeps the key does not sign. */
  static Unwritten unsigned(Throwable why) {
    return new Unwritten(
        why instanceof TimeoutException
            ? "The token with the key has not answered in time"
            : String.valueOf(why.getMessage()));
  }

  boolean isFull() {
    return full;
  }
}
