// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Mail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /my}, ready for its template. */
record HomeView(
    Frame frame,
    @Nullable Message message,
    List<EmergencyRow> emergencies,
    List<Whereabouts> places,
    List<CertificateRow> certificates,
    List<HostingCard> hostings,
    UnusualList unusual,
    Mail mail,
    AccessList accesses,
    List<ReportRow> reports,
    List<DecisionRow> decisions) {

  /** What became of the answer just given. */
  record Message(boolean good, String text) {}

  /** The hostings that wait for an answer. */
  List<HostingCard> asking() {
    return hostings.stream()
        .filter(card -> card.hosting().asks() && !card.choices().isEmpty())
        .toList();
  }
}
