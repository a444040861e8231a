// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.verification.Finding.Kind;
import java.io.Serial;

/**
 * Ends the look at a part of the journal: what comes after something that does not fit says
 * nothing.
 */
final class DoesNotFit extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Finding finding;

  DoesNotFit(Kind kind, int chain, long block, String text) {
    super(text, null, false, false);
    this.finding = new Finding(kind, chain, block, text);
  }

  Finding finding() {
    return finding;
  }
}
