// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.page.ledger.PracticeLedger;
import io.prunelle.gateway.page.login.PaperPass;
import io.prunelle.gateway.page.pdf.PdfPrinter;
import io.prunelle.gateway.page.view.DossierKind;
import io.prunelle.gateway.page.view.DossierViews;
import io.prunelle.gateway.page.view.HandoverViews;
import io.prunelle.gateway.page.view.PaperViews;
import io.prunelle.gateway.page.view.PracticeViews;
import io.prunelle.gateway.page.view.Views;
import io.prunelle.gateway.report.Reports;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The pages for those who answer for a practice: its consent officers. */
final class OfficePages {

  private final Officers officers;
  private final PracticeHome home;
  private final PracticeObjections objections;
  private final PracticePapers papers;
  private final PracticeHandovers handovers;
  private final PracticeDossiers dossiers;
  private final OfficeSignIn signIn;

  OfficePages(
      Settings settings,
      Journal journal,
      Reports reports,
      ChangesOfDoctor changes,
      ClosedHosts closed,
      PracticeLedger ledger,
      Binding binding,
      NamedPatients names,
      OfficeNotes notes,
      OfficeSignIn signIn,
      PaperPass pass,
      PdfPrinter printer,
      Visits visits,
      Views views,
      Replies replies,
      Clock clock) {
    Map<String, Practice> served =
        settings.practices().stream().collect(Collectors.toMap(Practice::id, Function.identity()));
    this.officers =
        new Officers(visits, served::containsKey, new AccessPolicy(clock), journal, replies);
    this.signIn = signIn;
    OfficeJournal written = new OfficeJournal(journal);
    PracticeViews pages = new PracticeViews(views);
    this.home =
        new PracticeHome(
            officers, ledger, reports, changes, closed, written, served::get, pages, replies);
    OwnMatters own = new OwnMatters(clock);
    this.objections =
        new PracticeObjections(ledger, names, written, notes, signIn, own, pages, replies);
    this.papers =
        new PracticePapers(
            ledger,
            binding,
            written,
            notes,
            signIn,
            own,
            pass,
            new PaperViews(views),
            replies,
            clock);
    this.handovers =
        new PracticeHandovers(
            changes,
            ledger,
            written,
            names,
            notes,
            signIn,
            own,
            new HandoverViews(views),
            replies,
            clock);
    this.dossiers =
        new PracticeDossiers(
            ledger,
            written,
            practice -> served.get(practice).onPremise().id(),
            new DossierViews(views),
            printer,
            replies);
  }

  void mount(Router router) {
    router.get(Paths.PRACTICE_HOME).handler(officers.andOthers(home::show));
    router.get(Paths.PRACTICE_OBJECTIONS).handler(officers.only(objections::open));
    router.get(Paths.PRACTICE_HANDOVERS).handler(officers.only(handovers::open));
    router.get(Paths.PRACTICE_PAPER).handler(officers.only(papers::ask));
    for (DossierKind kind : DossierKind.values()) {
      String path = Paths.PRACTICE_HOME + "/" + kind.path();
      router.get(path).handler(officers.only(dossiers.page(kind)));
      router.get(path + ".pdf").handler(officers.only(dossiers.pdf(kind)));
    }
  }

  /** The one with a scan, which is larger than other forms: before what reads those. */
  void mountScans(Router router, ScanUpload scans, LateForms late, Forms forms) {
    router
        .post(Paths.PRACTICE_PAPER)
        .handler(scans.before(late, signIn.store(), PracticePapers::lateScan))
        .handler(
            officers.only(
                (visit, practice) -> {
                  scans.read(visit.context());
                  return Future.succeededFuture();
                }))
        .handler(late.into(signIn.store(), PracticePapers::lateScan))
        .handler(forms)
        .handler(officers.only(papers::check));
  }

  /** What stands before what stands before every form. */
  void mountLate(Router router, LateForms late) {
    router
        .post(Paths.PRACTICE_OBJECTIONS + "/:position")
        .handler(late.into(signIn.store(), PracticeObjections::late));
    router
        .post(Paths.PRACTICE_HANDOVERS + "/:handover")
        .handler(late.into(signIn.store(), PracticeHandovers::late));
    router.post(Paths.PRACTICE_DECISIONS).handler(late.into(signIn.store(), PracticePapers::late));
  }

  /** Those that are sent, behind what stands before every form. */
  void mountForms(Router router) {
    router
        .post(Paths.PRACTICE_OBJECTIONS + "/:position")
        .handler(officers.only(objections::answer));
    router.post(Paths.PRACTICE_HANDOVERS + "/:handover").handler(officers.only(handovers::answer));
    router.post(Paths.PRACTICE_DECISIONS).handler(officers.only(papers::confirm));
  }
}
