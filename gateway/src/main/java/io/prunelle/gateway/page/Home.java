// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.erasure.Certificate;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.DecisionPages;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Mail;
import io.prunelle.gateway.page.login.KeptAnswers;
import io.prunelle.gateway.page.login.KeptAnswers.Kept;
import io.prunelle.gateway.page.view.HandoverState;
import io.prunelle.gateway.page.view.HomeFacts;
import io.prunelle.gateway.page.view.Reader;
import io.prunelle.gateway.page.view.Said;
import io.prunelle.gateway.page.view.Views;
import io.prunelle.gateway.purpose.Emergency;
import io.prunelle.gateway.report.Report;
import io.prunelle.gateway.unusual.Notices;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** {@code GET /my}: where my record is, my choices, who opened it, my decisions. */
final class Home {

  private final ConsentLedger ledger;
  private final Placements placements;
  private final AccessReading accesses;
  private final Emergencies emergencies;
  private final UnusualAccesses unusual;
  private final MailChoice mail;
  private final Reporting reporting;
  private final MyCertificates certificates;
  private final ReadAnswers answers;
  private final KeptAnswers kept;
  private final Moves moves;
  private final ClosedHosts closed;
  private final MyHandovers handovers;
  private final Offices offices;
  private final SaidNotes notes;
  private final Views views;
  private final Replies replies;

  Home(
      ConsentLedger ledger,
      Placements placements,
      AccessReading accesses,
      Emergencies emergencies,
      UnusualAccesses unusual,
      MailChoice mail,
      Reporting reporting,
      ReadAnswers answers,
      KeptAnswers kept,
      MyCertificates certificates,
      Moves moves,
      ClosedHosts closed,
      MyHandovers handovers,
      Offices offices,
      SaidNotes notes,
      Views views,
      Replies replies) {
    this.ledger = ledger;
    this.placements = placements;
    this.accesses = accesses;
    this.emergencies = emergencies;
    this.unusual = unusual;
    this.mail = mail;
    this.reporting = reporting;
    this.certificates = certificates;
    this.answers = answers;
    this.kept = kept;
    this.moves = moves;
    this.closed = closed;
    this.handovers = handovers;
    this.offices = offices;
    this.notes = notes;
    this.views = views;
    this.replies = replies;
  }

  Future<Void> show(Visit visit) {
    return show(visit, 200, () -> notes.take(visit));
  }

  /** Shows it in answer to a form that holds a mistake, with what was written. */
  Future<Void> mistaken(Visit visit, Said said) {
    return show(visit, 400, () -> Optional.of(said));
  }

  /** Shows it in answer to a form that does not fit what is there now, with what was written. */
  Future<Void> overtaken(Visit visit, Said said) {
    return show(visit, 409, () -> Optional.of(said));
  }

  private Future<Void> show(Visit visit, int status, Supplier<Optional<Said>> said) {
    Future<List<Hosting>> hostings = ledger.hostings(visit.bearer(), visit.language().tag());
    Future<DecisionPages> decisions = ledger.newest(visit.bearer());
    Future<List<Emergency>> unread = emergencies.unread(visit);
    Future<Notices.Told> told = unusual.told(visit);
    Future<Mail> mailed = mail.of(visit);
    Future<List<Report>> reported = reporting.of(visit);
    Future<List<Certificate>> erased = certificates.of(visit);
    Future<List<Move>> moving = moves.ofPatient(visit.patient());
    Future<List<HandoverState>> leaving = handovers.of(visit);
    Future<Set<String>> shut = hostings.compose(closed::of);
    Future<Set<String>> read = answers.of(visit);
    Future<Optional<Kept>> waiting = kept.find(visit.context().request(), visit.session());
    // The journal last: reading it is an entry, which a page that then fails should not leave
    return Future.all(
            List.of(
                hostings, decisions, unread, told, mailed, reported, shut, read, waiting, erased,
                moving, leaving))
        .compose(known -> placements.of(visit, hostings.result()))
        .compose(
            found ->
                accesses
                    .newest(visit)
                    .map(
                        lines ->
                            new HomeFacts(
                                found.with(moving.result()),
                                hostings.result(),
                                lines,
                                decisions.result().decisions(),
                                unread.result(),
                                told.result(),
                                mailed.result(),
                                said.get(),
                                reported.result(),
                                erased.result(),
                                shut.result(),
                                read.result(),
                                waiting.result().isPresent(),
                                leaving.result(),
                                found.departed(),
                                found.elsewhere(),
                                offices.of(visit.caller()),
                                decisions.result().older())))
        .map(
            facts -> {
              Reader reader = status == 200 ? visit.reader() : visit.reader().holding();
              replies.html(visit.context(), status, views.home(visit.language(), reader, facts));
              return null;
            });
  }
}
