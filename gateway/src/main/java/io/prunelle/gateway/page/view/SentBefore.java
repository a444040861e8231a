// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * What was made of a document on paper and sent, of which nobody knows whether it is recorded.
 *
 * @param what by which it is told from anything else; empty for nothing of this document
 * @param same whether it is what is about to be confirmed, and would not be entered twice: another
 *     patient, hosting or decision would be one more entry
 */
public record SentBefore(String what, boolean same) {

  String lead() {
    if (what.isEmpty()) {
      return "paper.confirm.lead";
    }
    return same ? "paper.confirm.lead.unsure" : "paper.confirm.lead.corrected";
  }
}
