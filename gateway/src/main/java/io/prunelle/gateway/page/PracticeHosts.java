// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.page.view.HostOrder;
import io.prunelle.gateway.page.view.OrderRefused;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.TransferViews;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * {@code POST /practice/…/hosts/…}: leaves a host alone for a time, or closes it for the practice's
 * records. Each is confirmed on a page of its own; who is told that it is done has done it.
 */
final class PracticeHosts {

  /** A closing that lies further ahead is a slip of the pen. */
  private static final int YEARS_AHEAD = 5;

  private final Moves moves;
  private final PracticeTransfers transfers;
  private final TransferViews views;
  private final Replies replies;
  private final Clock clock;

  PracticeHosts(
      Moves moves, PracticeTransfers transfers, TransferViews views, Replies replies, Clock clock) {
    this.moves = moves;
    this.transfers = transfers;
    this.views = views;
    this.replies = replies;
    this.clock = clock;
  }

  Future<Void> order(Visit visit, Practice practice) {
    Optional<Host> host =
        practice.hosts().stream()
            .filter(one -> one.id().equals(visit.context().pathParam("host")))
            .findFirst();
    Optional<HostOrder> order = HostOrder.of(visit.context().pathParam("order"));
    if (host.isEmpty()
        || order.isEmpty()
        || (order.get().closes() && host.get().kind() != HostKind.CLOUD)) {
      replies.plain(visit.context(), 404, Plain.NOT_FOUND);
      return Future.succeededFuture();
    }
    if (!Confirmation.isGiven(visit)) {
      return ask(visit, practice, host.get(), order.get(), 200, today().toString());
    }
    String from = String.valueOf(visit.context().request().getFormAttribute("from")).strip();
    if (order.get() == HostOrder.CLOSE && day(from).isEmpty()) {
      return ask(visit, practice, host.get(), order.get(), 400, from);
    }
    return carryOut(visit, practice, host.get(), order.get(), day(from).orElse(today()))
        .compose(
            changed -> {
              if (!changed) {
                return transfers.refused(
                    visit,
                    practice,
                    order.get() == HostOrder.REOPEN
                        ? OrderRefused.NOT_CLOSED
                        : OrderRefused.ALREADY);
              }
              return transfers.done(visit, practice);
            });
  }

  private Future<Void> ask(
      Visit visit, Practice practice, Host host, HostOrder order, int status, String from) {
    replies.html(
        visit.context(),
        status,
        views.confirm(
            visit.language(), visit.reader(), practice, host, order, from, status != 200));
    return Future.succeededFuture();
  }

  private Future<Boolean> carryOut(
      Visit visit, Practice practice, Host host, HostOrder order, LocalDate from) {
    Entry.Agent agent = new AdministratorViewer(visit, practice.id()).agent();
    String path = visit.context().normalizedPath();
    return switch (order) {
      case PAUSE -> moves.pauseHost(practice, host, true, agent, path);
      case RESUME -> moves.pauseHost(practice, host, false, agent, path);
      case CLOSE -> moves.close(practice, host, from, agent, path);
      case REOPEN -> moves.reopen(practice, host, agent, path);
    };
  }

  private Optional<LocalDate> day(String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      return Optional.of(day)
          .filter(ahead -> !ahead.isBefore(today()))
          .filter(near -> near.isBefore(today().plusYears(YEARS_AHEAD)));
    } catch (DateTimeParseException notADay) {
      return Optional.empty();
    }
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }
}
