// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.page.view.AuditEntryView.Field;
import io.prunelle.gateway.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pages of a practice's auditors. */
public final class AuditViews {

  /** In words; all others as they are. */
  private static final Set<String> WORDS =
      Set.of("at", "name", "role", "permitted", "statedReason", "ending");

  private final Views views;

  public AuditViews(Views views) {
    this.views = views;
  }

  /** {@code /practice/…/accesses}. */
  public String search(Language language, Reader reader, AuditSearch search) {
    Messages t = views.in(language);
    AuditRows rows = new AuditRows(t, search.path(), views.called(), search.names());
    List<Line> lines = search.lines();
    return views.render(
        "auditsearch.jte",
        new AuditSearchView(
            views.frame(t, t.text("audit.title"), search.path() + search.query(), reader),
            search,
            views.called(),
            lines == null ? null : lines.stream().map(rows::of).toList()));
  }

  /**
   * {@code /practice/…/accesses/…}.
   *
   * @param path of the practice's accesses
   * @param names what its patient is called
   * @param fields what the journal has, by name
   */
  public String entry(
      Language language,
      Reader reader,
      String path,
      Line line,
      PatientNames names,
      Map<String, @Nullable Object> fields) {
    Messages t = views.in(language);
    AuditRows words = new AuditRows(t, path, views.called(), names);
    List<Field> shown = new ArrayList<>();
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            shown.add(
                new Field(
                    t.text("field." + name),
                    value(t, words, line, name, value),
                    !WORDS.contains(name)));
          }
        });
    String own = path + "/" + line.id();
    return views.render(
        "auditentry.jte",
        new AuditEntryView(
            views.frame(t, t.text("audit.entry.title"), own, reader),
            path,
            own + "/proof.json",
            shown));
  }

  /**
   * {@code /practice/…/reports}.
   *
   * @param path of this page
   * @param accesses path of the practice's accesses
   * @param names what patients are called
   * @param own FHIR ids of patients whose reports the reader leaves to others
   * @param wrong an answer that was not taken; null when none was sent
   */
  public String reports(
      Language language,
      Reader reader,
      String path,
      String accesses,
      List<Report> open,
      PatientNames names,
      Set<String> own,
      @Nullable ReportReply wrong,
      Optional<OfficeSaid> said) {
    Messages t = views.in(language);
    return views.render(
        "practicereports.jte",
        new ReportsView(
            views.frame(t, t.text("reports.title"), path, reader),
            path,
            accesses,
            ReportRow.of(open, t, views.names(List.of()), Set.of()),
            names,
            own,
            wrong,
            said.map(what -> t.text("office.said." + what)).orElse(null)));
  }

  private static String value(Messages t, AuditRows words, Line line, String name, Object value) {
    return switch (name) {
      case "at" -> t.text("audit.at", words.when(line), value);
      case "role" -> String.valueOf(words.role(value.toString()));
      case "permitted" -> t.text(line.entry().permitted() ? "audit.permitted" : "audit.refused");
      case "ending" -> t.text("ending." + value);
      case "patient" -> String.valueOf(words.patient(value.toString()));
      default -> value.toString();
    };
  }
}
