// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A practice's reports that wait for an answer, ready for their template.
 *
 * @param path of this page
 * @param accesses where the practice's accesses are
 * @param names what patients are called
 * @param own FHIR ids of patients whose reports the reader leaves to others
 * @param wrong an answer that was not taken; null when none was sent
 * @param said what was just done; null when nothing was
 */
record ReportsView(
    Frame frame,
    String path,
    String accesses,
    List<ReportRow> rows,
    PatientNames names,
    Set<String> own,
    @Nullable ReportReply wrong,
    @Nullable String said) {

  /** What to say above all of them; null when nothing is. */
  @Nullable String alert() {
    if (wrong == null) {
      return null;
    }
    return switch (wrong.wrong()) {
      case ANSWERED -> frame.t().text("reports.already", wrong.answer());
      // What waited may have been answered by somebody else meanwhile
      case SIGNED_IN ->
          rows.stream().anyMatch(this::waits)
              ? frame.t().text("office.signedIn")
              : frame.t().text("reports.already", wrong.answer());
      case WORDS, OWN -> frame.t().text("reports.wrong");
    };
  }

  /** Whether that one is left to others: it is the reader's own, or an access of the reader's. */
  boolean isOwn(ReportRow row) {
    return own.contains(row.patient()) || is(row, ReportReply.Wrong.OWN);
  }

  boolean isWrong(ReportRow row) {
    return is(row, ReportReply.Wrong.WORDS);
  }

  /** What was sent for that one; empty when nothing was. */
  String answer(ReportRow row) {
    return wrong != null && (isWrong(row) || waits(row)) ? wrong.answer() : "";
  }

  private boolean waits(ReportRow row) {
    return is(row, ReportReply.Wrong.SIGNED_IN);
  }

  private boolean is(ReportRow row, ReportReply.Wrong why) {
    return wrong != null && wrong.wrong() == why && wrong.report().toString().equals(row.id());
  }
}
