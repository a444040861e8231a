// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.PaperDecision;
import java.util.List;

/**
 * A decision on paper that is about to be recorded, ready for its template.
 *
 * @param action where the form is sent
 * @param lead whether something is recorded
 * @param unsure what was sent before of the same document, and may be recorded; empty for nothing
 */
record PaperConfirmView(
    Frame frame, String action, String lead, List<Fact> facts, PaperDecision paper, String unsure) {

  /** One of the things to look at once more. */
  record Fact(String name, String value) {}
}
