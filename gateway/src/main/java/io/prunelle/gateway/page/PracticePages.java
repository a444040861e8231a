// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.audit.AuditEvents;
import io.prunelle.gateway.audit.Looking;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.page.view.AuditViews;
import io.prunelle.gateway.page.view.Views;
import io.prunelle.gateway.report.Reports;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;

/** The pages for a practice's auditors. */
final class PracticePages {

  private final Auditors auditors;
  private final PracticeAccesses accesses;
  private final ProofDownload proofs;
  private final PracticeReports reports;
  private final OfficeSignIn signIn;

  PracticePages(
      Settings settings,
      Journal journal,
      Looking looking,
      Reports told,
      ProofDownload proofs,
      NamedPatients names,
      OfficeNotes notes,
      OfficeSignIn signIn,
      Visits visits,
      Views views,
      Replies replies,
      Clock clock) {
    Set<String> practices =
        settings.practices().stream().map(Practice::id).collect(Collectors.toUnmodifiableSet());
    this.auditors =
        new Auditors(visits, practices::contains, new AccessPolicy(clock), journal, replies);
    this.accesses =
        new PracticeAccesses(
            settings.practices(),
            looking,
            new AuditEvents(settings),
            names,
            new AuditViews(views),
            replies);
    this.proofs = proofs;
    this.signIn = signIn;
    this.reports =
        new PracticeReports(
            journal,
            looking,
            told,
            names,
            new OwnMatters(clock),
            notes,
            signIn,
            new AuditViews(views),
            replies);
  }

  void mount(Router router) {
    String path = Paths.PRACTICE_ACCESSES;
    router.get(path).handler(auditors.only(accesses::search));
    router.get(path + ".csv").handler(auditors.only(accesses::csv));
    router.get(path + ".json").handler(auditors.only(accesses::json));
    router.get(path + ".ndjson").handler(auditors.only(accesses::ndjson));
    router.get(path + "/:entry").handler(auditors.only(accesses::entry));
    router.get(path + Paths.PROOF).handler(auditors.only(proofs::ofPractice));
    router.get(Paths.PRACTICE_REPORTS).handler(auditors.only(reports::open));
  }

  /** What stands before what stands before every form. */
  void mountLate(Router router, LateForms late) {
    router
        .post(Paths.PRACTICE_REPORTS + "/:report")
        .handler(late.into(signIn.store(), PracticeReports::late));
  }

  /** Those that are sent, behind what stands before every form. */
  void mountForms(Router router) {
    router.post(Paths.PRACTICE_REPORTS + "/:report").handler(auditors.only(reports::answer));
  }
}
