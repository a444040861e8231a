// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Mail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /my}, ready for its template.
 *
 * @param mistake in what was just sent; null for none
 * @param needs what needs the reader; empty when nothing does
 * @param last the newest accesses by others, in short
 * @param decisions the newest, in short
 * @param olderDecisions whether there are others than these decisions
 * @param handovers changes of doctor of which something is to come
 * @param departed that practices have no record of the reader's any more
 * @param elsewhere that practices' records cannot be reached from here
 * @param offices the way to the pages of practices for which the reader answers
 */
record HomeView(
    Frame frame,
    @Nullable Message message,
    @Nullable Mistake mistake,
    List<Need> needs,
    List<EmergencyRow> emergencies,
    List<Whereabouts> places,
    List<LastAccess> last,
    List<CertificateRow> certificates,
    List<HostingCard> hostings,
    UnusualList unusual,
    Mail mail,
    List<ReportRow> reports,
    List<DecisionRow> decisions,
    boolean olderDecisions,
    List<HandoverCard> handovers,
    List<String> departed,
    List<String> elsewhere,
    List<Need> offices) {

  /**
   * What became of the answer just given.
   *
   * @param good whether nothing went wrong
   * @param wrote what was written and not taken, in a sentence; null for nothing, and for what is
   *     still in its form
   */
  record Message(boolean good, String heading, String text, @Nullable String wrote) {

    /** Of what nobody wrote anything for. */
    Message(boolean good, String heading, String text) {
      this(good, heading, text, null);
    }
  }

  /**
   * What is wrong with an objection's reason.
   *
   * @param hosting which it was about
   * @param reason as it was written
   */
  record Mistake(String hosting, String reason, String text) {}

  /** Whose answers wait to be read. */
  List<ReportRow> unread() {
    return reports.stream().filter(ReportRow::unread).toList();
  }

  /** All others. */
  List<ReportRow> read() {
    return reports.stream().filter(report -> !report.unread()).toList();
  }

  @Nullable Mistake mistake(HostingCard card) {
    return mistake != null && card.hosting().id().equals(mistake.hosting()) ? mistake : null;
  }
}
