// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.report.Report;
import io.prunelle.gateway.report.Reports;
import io.vertx.core.json.JsonObject;

/** What the patient reported, and what was answered, as a part of an archive: a page at a time. */
final class ReportChapter {

  private ReportChapter() {}

  static Chapter of(Reports reports, String patient) {
    return new PagedChapter<>(
        "reports.json", last -> reports.page(patient, last), ReportChapter::json);
  }

  private static JsonObject json(Report report) {
    return new JsonObject()
        .put("id", report.id().toString())
        .put("access", report.entry().toString())
        .put("practice", report.practice())
        .put("accessedAt", report.accessedAt())
        .put("accessedBy", report.accessedBy())
        .put("words", report.words())
        .put("reportedAt", report.reportedAt())
        .put("answer", report.answer())
        .put("answeredAt", report.answeredAt());
  }
}
