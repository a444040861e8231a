// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.audit.AuditEvents;
import io.prunelle.gateway.audit.Look;
import io.prunelle.gateway.audit.Looking;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.page.view.AuditSearch;
import io.prunelle.gateway.page.view.AuditViews;
import io.prunelle.gateway.page.view.PatientNames;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /practice/…/accesses}: an auditor's search over the accesses to a practice's records,
 * on a page or to take along; and one of them with all that the journal says.
 */
final class PracticeAccesses {

  private static final int PAGE = 50;
  private static final String NAME = "accesses";

  private final Map<String, Practice> practices;
  private final Looking looking;
  private final AuditEvents events;
  private final NamedPatients names;
  private final AuditViews views;
  private final Replies replies;

  PracticeAccesses(
      List<Practice> practices,
      Looking looking,
      AuditEvents events,
      NamedPatients names,
      AuditViews views,
      Replies replies) {
    this.practices =
        practices.stream().collect(Collectors.toMap(Practice::id, Function.identity()));
    this.looking = looking;
    this.events = events;
    this.names = names;
    this.views = views;
    this.replies = replies;
  }

  Future<Void> search(Visit visit, String practice) {
    AuditForm form = form(visit);
    Selection selection = form.selection(practice);
    if (!form.asked() || !form.wrong().isEmpty()) {
      page(visit, practice, form, form.asked() ? 400 : 200, null, PatientNames.NONE);
      return Future.succeededFuture();
    }
    return looking
        .begin(new AuditViewer(visit, practice, form.journalled()), selection)
        .compose(
            look ->
                looking.end(
                    look,
                    looking.next(look, Paths.before(visit.context()).orElse(null), PAGE),
                    lines -> completed(look)))
        .compose(
            lines ->
                names
                    .of(visit, practice, patients(lines))
                    .map(
                        known -> {
                          page(visit, practice, form, 200, lines, known);
                          return null;
                        }));
  }

  Future<Void> csv(Visit visit, String practice) {
    return send(visit, practice, AccessCsv.ofFields(AccessFields.AUDITOR, visit.language()));
  }

  Future<Void> json(Visit visit, String practice) {
    return send(visit, practice, new AccessJson(AccessFields.AUDITOR));
  }

  Future<Void> ndjson(Visit visit, String practice) {
    return send(visit, practice, new AccessFhir(events));
  }

  Future<Void> entry(Visit visit, String practice) {
    UUID id = Paths.entry(visit.context()).orElse(null);
    if (id == null) {
      replies.plain(visit.context(), 404, Plain.NOT_FOUND);
      return Future.succeededFuture();
    }
    return looking
        .begin(new AuditViewer(visit, practice, ""), Selection.of(practice, id))
        .compose(look -> looking.end(look, looking.next(look, null, 1), lines -> completed(look)))
        .compose(
            lines ->
                names
                    .of(visit, practice, patients(lines))
                    .map(
                        known -> {
                          if (lines.isEmpty()) {
                            replies.plain(visit.context(), 404, Plain.NOT_FOUND);
                          } else {
                            entry(visit, practice, lines.get(0), known);
                          }
                          return null;
                        }));
  }

  private static Stream<String> patients(List<Line> lines) {
    return lines.stream().flatMap(line -> Stream.ofNullable(line.entry().where().patient()));
  }

  private void entry(Visit visit, String practice, Line line, PatientNames known) {
    replies.html(
        visit.context(),
        200,
        views.entry(
            visit.language(),
            visit.reader(),
            Paths.accesses(practice),
            line,
            known,
            AccessFields.AUDITOR.of(line)));
  }

  private Future<Void> send(Visit visit, String practice, AccessFormat format) {
    AuditForm form = form(visit);
    Selection selection = form.selection(practice);
    if (!form.wrong().isEmpty()) {
      page(visit, practice, form, 400, null, PatientNames.NONE);
      return Future.succeededFuture();
    }
    return looking
        .begin(new AuditViewer(visit, practice, form.journalled()), selection)
        .compose(look -> LineStream.send(visit.context(), format, NAME, found(look)));
  }

  private LineStream.Source found(Look look) {
    return new LineStream.Source() {
      @Override
      public Future<LineStream.Page> next(@Nullable UUID before, int limit) {
        return looking.next(look, before, limit).map(lines -> LineStream.Page.of(lines, limit));
      }

      @Override
      public Future<Void> end(Outcome outcome) {
        return looking.end(look, outcome);
      }
    };
  }

  private static AuditForm form(Visit visit) {
    return AuditForm.of(visit.context().queryParams());
  }

  /** With the one that is looked for, which need not be configured any more. */
  private List<String> hosts(String practice, AuditForm form) {
    return Stream.concat(
            practices.get(practice).hosts().stream().map(Host::id),
            Stream.ofNullable(form.given().get("host")))
        .distinct()
        .toList();
  }

  private void page(
      Visit visit,
      String practice,
      AuditForm form,
      int status,
      @Nullable List<Line> lines,
      PatientNames known) {
    String path = Paths.accesses(practice);
    String older =
        lines == null || lines.size() < PAGE
            ? null
            : path + form.query() + "&before=" + lines.get(lines.size() - 1).id();
    AuditSearch search =
        new AuditSearch(
            path,
            form.given(),
            form.wrong(),
            hosts(practice, form),
            form.query(),
            lines,
            older,
            known);
    replies.html(visit.context(), status, views.search(visit.language(), visit.reader(), search));
  }

  private static Outcome completed(Look look) {
    return new Outcome(200, 0, look.elapsed(), "completed");
  }
}
