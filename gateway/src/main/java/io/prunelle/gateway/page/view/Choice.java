// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * A button and, in one sentence, what pressing it does.
 *
 * @param decision the value posted
 */
record Choice(String decision, String label, String consequence) {
  boolean permits() {
    return decision.equals("PERMIT") || decision.equals("INFORMED");
  }

  /** Whether the patient has to say why. */
  boolean reasoned() {
    return decision.equals("OBJECT");
  }
}
