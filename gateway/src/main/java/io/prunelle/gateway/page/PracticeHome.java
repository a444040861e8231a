// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.handover.Waiting;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeLedger;
import io.prunelle.gateway.page.view.PracticeState;
import io.prunelle.gateway.page.view.PracticeViews;
import io.prunelle.gateway.report.Reports;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code GET /practice/…}: the practice's hosts, hostings and what waits for an answer, for its
 * consent officers, its auditors and those who run it, to each what is theirs. Nobody's record is
 * looked at, and nobody is named.
 */
final class PracticeHome {

  private final Officers officers;
  private final PracticeLedger ledger;
  private final Reports reports;
  private final ChangesOfDoctor changes;
  private final ClosedHosts closed;
  private final OfficeJournal journal;
  private final Function<String, Practice> served;
  private final PracticeViews views;
  private final Replies replies;

  /**
   * @param served practices by their ids
   */
  PracticeHome(
      Officers officers,
      PracticeLedger ledger,
      Reports reports,
      ChangesOfDoctor changes,
      ClosedHosts closed,
      OfficeJournal journal,
      Function<String, Practice> served,
      PracticeViews views,
      Replies replies) {
    this.officers = officers;
    this.ledger = ledger;
    this.reports = reports;
    this.changes = changes;
    this.closed = closed;
    this.journal = journal;
    this.served = served;
    this.views = views;
    this.replies = replies;
  }

  Future<Void> show(Visit visit, String practice) {
    return journal
        .around(
            new OfficerViewer(visit, practice).looksAs(role(visit, practice)),
            () -> state(visit, practice))
        .map(
            state -> {
              replies.html(
                  visit.context(), 200, views.home(visit.language(), visit.reader(), state));
              return null;
            });
  }

  private String role(Visit visit, String practice) {
    if (officers.isOfficer(visit, practice)) {
      return "officer";
    }
    return officers.isAuditor(visit, practice) ? "auditor" : "practice-administrator";
  }

  private Future<PracticeState> state(Visit visit, String practice) {
    boolean officer = officers.isOfficer(visit, practice);
    boolean auditor = officers.isAuditor(visit, practice);
    Future<Optional<PracticeFacts>> facts =
        officer
            ? ledger.facts(visit.accessToken(), practice).map(Optional::of)
            : Future.succeededFuture(Optional.empty());
    Future<Set<String>> shut =
        officer ? closed.of(served.apply(practice)) : Future.succeededFuture(Set.of());
    Future<Integer> objections =
        officer
            ? ledger.objections(visit.accessToken(), practice).map(List::size)
            : Future.succeededFuture(0);
    Future<Waiting> leaving =
        officer ? changes.waiting(practice) : Future.succeededFuture(new Waiting(0, 0));
    Future<Integer> open =
        officer || auditor ? reports.open(practice).map(List::size) : Future.succeededFuture(0);
    return Future.all(facts, shut, objections, leaving, open)
        .map(
            all ->
                new PracticeState(
                    practice,
                    served.apply(practice).onPremise().id(),
                    facts.result(),
                    shut.result(),
                    objections.result(),
                    leaving.result(),
                    open.result(),
                    auditor,
                    officers.isAdministrator(visit, practice)));
  }
}
