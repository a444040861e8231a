// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * A button and, in one sentence, what pressing it does.
 *
 * @param decision the value posted
 * @param beneath what is also to be known, under that sentence; null for nothing
 */
record Choice(String decision, String label, String consequence, @Nullable String beneath) {
  boolean permits() {
    return decision.equals("PERMIT") || decision.equals("INFORMED");
  }

  /** Whether the patient has to say why. */
  boolean reasoned() {
    return decision.equals("OBJECT");
  }
}
