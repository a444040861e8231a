// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.page.ledger.PracticeLedger;
import io.prunelle.gateway.page.view.PracticeViews;
import io.prunelle.gateway.page.view.Views;
import io.prunelle.gateway.report.Reports;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;

/** The pages for those who answer for a practice: its consent officers. */
final class OfficePages {

  private final Officers officers;
  private final PracticeHome home;

  OfficePages(
      Settings settings,
      Journal journal,
      Reports reports,
      PracticeLedger ledger,
      Visits visits,
      Views views,
      Replies replies,
      Clock clock) {
    Map<String, String> onPremise =
        settings.practices().stream()
            .collect(Collectors.toMap(Practice::id, practice -> practice.onPremise().id()));
    this.officers =
        new Officers(visits, onPremise::containsKey, new AccessPolicy(clock), journal, replies);
    OfficeJournal written = new OfficeJournal(journal);
    PracticeViews pages = new PracticeViews(views);
    this.home =
        new PracticeHome(officers, ledger, reports, written, onPremise::get, pages, replies);
  }

  void mount(Router router) {
    router.get(Paths.PRACTICE_HOME).handler(officers.andAuditors(home::show));
  }
}
