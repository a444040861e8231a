// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.report.Report;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An access that a patient does not recognise.
 *
 * @param access when it was and who it was
 * @param called what tells it from all others of the page, in words
 * @param reported when it was reported
 * @param words the patient's; null when nothing was said
 * @param answer the practice's; null until there is one
 * @param answered who answered, and when; null until somebody did
 * @param unread whether the reader has yet to say to have read the answer
 */
record ReportRow(
    String id,
    String entry,
    String patient,
    String access,
    String called,
    String reported,
    @Nullable String words,
    @Nullable String answer,
    @Nullable String answered,
    boolean unread) {

  /**
   * Reports in words.
   *
   * @param read answers that the reader has said to have read
   */
  static List<ReportRow> of(List<Report> reports, Messages t, Names names, Set<String> read) {
    Distinct distinct = new Distinct();
    return reports.stream().map(report -> of(report, t, names, read, distinct)).toList();
  }

  /** By which its answer is marked as read. */
  String mark() {
    return "report:" + id;
  }

  private static ReportRow of(
      Report report, Messages t, Names names, Set<String> read, Distinct distinct) {
    Dates dates = new Dates(t.language());
    String who = report.accessedBy();
    String access =
        t.text(
            "report.access",
            dates.date(report.accessedAt()),
            dates.time(report.accessedAt()),
            who == null || who.isBlank() ? t.text("report.unknown") : who);
    return new ReportRow(
        report.id().toString(),
        report.entry().toString(),
        report.patient(),
        access,
        distinct.of(access),
        t.text("report.reported", dates.date(report.reportedAt())),
        report.words().isEmpty() ? null : report.words(),
        report.answer(),
        report.answeredAt() == null
            ? null
            : t.text(
                "report.answered",
                names.practice(report.practice()),
                dates.date(report.answeredAt())),
        report.answer() != null && !read.contains("report:" + report.id()));
  }
}
