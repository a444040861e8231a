// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.page.view.TransferViews;
import io.prunelle.gateway.page.view.Views;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The pages for those who run a practice. */
final class TransferPages {

  private final Administrators administrators;
  private final PracticeTransfers transfers;
  private final PracticeHosts hosts;
  private final FreshSignIn fresh;

  TransferPages(
      Settings settings,
      Moves moves,
      Journal journal,
      NamedPatients names,
      OfficeNotes notes,
      FreshSignIn fresh,
      Visits visits,
      Views views,
      Replies replies,
      Clock clock) {
    Map<String, Practice> practices =
        settings.practices().stream().collect(Collectors.toMap(Practice::id, Function.identity()));
    this.administrators =
        new Administrators(
            visits,
            id -> Optional.ofNullable(practices.get(id)),
            new AccessPolicy(clock),
            journal,
            replies);
    this.fresh = fresh;
    TransferViews pages = new TransferViews(views);
    this.transfers =
        new PracticeTransfers(moves, new OfficeJournal(journal), names, notes, pages, replies);
    this.hosts = new PracticeHosts(moves, transfers, pages, replies, clock);
  }

  void mount(Router router) {
    router.get(Paths.PRACTICE_TRANSFERS).handler(administrators.only(transfers::list));
  }

  /** Those that are sent, behind what stands before every form. */
  void mountForms(Router router) {
    router
        .post(Paths.PRACTICE_TRANSFERS + "/:transfer/:order")
        .handler(administrators.only(recently(transfers::order)));
    router
        .post(Paths.PRACTICE_HOST + "/:order")
        .handler(administrators.only(recently(hosts::order)));
  }

  /**
   * An order of somebody who signed in of late. Others sign in before they are asked whether it is
   * meant, so that nothing they chose is lost; afterwards they see the list, and nothing is
   * ordered.
   */
  private BiFunction<Visit, Practice, Future<Void>> recently(
      BiFunction<Visit, Practice, Future<Void>> order) {
    return (visit, practice) ->
        fresh.of(visit)
            ? order.apply(visit, practice)
            : fresh.ask(visit, Paths.transfers(practice.id()));
  }
}
