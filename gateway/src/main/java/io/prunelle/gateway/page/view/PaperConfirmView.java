// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.PaperDecision;
import java.util.List;

/**
 * A decision on paper that is about to be recorded, ready for its template.
 *
 * @param action where the form is sent
 */
record PaperConfirmView(Frame frame, String action, List<Fact> facts, PaperDecision paper) {

  /** One of the things to look at once more. */
  record Fact(String name, String value) {}
}
