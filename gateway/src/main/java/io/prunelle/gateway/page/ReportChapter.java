// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.page.takeout.Sink;
import io.prunelle.gateway.report.Report;
import io.prunelle.gateway.report.Reports;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the patient reported, and what was answered, as a part of an archive: a page at a time. */
final class ReportChapter implements Chapter {

  private final Reports reports;
  private final String patient;

  ReportChapter(Reports reports, String patient) {
    this.reports = reports;
    this.patient = patient;
  }

  @Override
  public Future<Void> into(Sink sink) {
    return sink.begin("reports.json")
        .compose(open -> sink.write(Buffer.buffer("[")))
        .compose(open -> from(sink, null, 0))
        .compose(count -> sink.write(Buffer.buffer("]\n")).compose(all -> sink.end(count)));
  }

  private Future<Long> from(Sink sink, @Nullable Report last, long before) {
    return reports
        .page(patient, last)
        .compose(
            page ->
                page.isEmpty()
                    ? Future.succeededFuture(before)
                    : sink.write(text(page, before == 0))
                        .compose(
                            written ->
                                from(sink, page.get(page.size() - 1), before + page.size())));
  }

  private static Buffer text(List<Report> page, boolean first) {
    Buffer text = Buffer.buffer();
    String between = first ? "\n" : ",\n";
    for (Report report : page) {
      text.appendString(between).appendString(json(report).encode());
      between = ",\n";
    }
    return text;
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
