// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import java.util.Locale;

/**
 * Something that does not fit.
 *
 * @param chain where it is
 * @param block where it is; {@link #BEGINNING} for what comes before block 0, {@link #END} for the
 *     chain's end
 * @param text one line for an auditor: what it is, and where
 */
record Finding(Kind kind, int chain, long block, String text) implements Comparable<Finding> {

  static final long BEGINNING = -1;
  static final long END = Long.MAX_VALUE;

  /** What was done, as far as can be told. */
  enum Kind {
    /** Not what was signed. */
    ALTERED,
    /** Signed, and not there. */
    MISSING,
    /** There, and never signed. */
    INSERTED,
    /** All is there, in another order. */
    REORDERED,
    /** A chain ends before its end. */
    TRUNCATED,
    /** By a key that is not trusted. */
    UNTRUSTED
  }

  /** In the order of chains, and along each. */
  @Override
  public int compareTo(Finding other) {
    int byChain = Integer.compare(chain, other.chain);
    return byChain == 0 ? Long.compare(block, other.block) : byChain;
  }

  String line() {
    return kind.name().toLowerCase(Locale.ROOT) + ": " + text;
  }
}
