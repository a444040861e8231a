// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.hosts.transfer.Missing;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.hosts.transfer.Order;
import io.prunelle.gateway.hosts.transfer.Order.Done;
import io.prunelle.gateway.page.view.OfficeSaid;
import io.prunelle.gateway.page.view.OrderRefused;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.TransferViews;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /practice/…/transfers}: what moves of a practice's records, and what may be ordered of it.
 * Whose records these are is committed before they are shown; an order is confirmed on a page of
 * its own.
 */
final class PracticeTransfers {

  private final Moves moves;
  private final OfficeJournal journal;
  private final NamedPatients names;
  private final OfficeNotes notes;
  private final TransferViews views;
  private final Replies replies;

  PracticeTransfers(
      Moves moves,
      OfficeJournal journal,
      NamedPatients names,
      OfficeNotes notes,
      TransferViews views,
      Replies replies) {
    this.moves = moves;
    this.journal = journal;
    this.names = names;
    this.notes = notes;
    this.views = views;
    this.replies = replies;
  }

  /** {@code GET}: the list. */
  Future<Void> list(Visit visit, Practice practice) {
    return list(visit, practice, null);
  }

  /** The list, to whose order changed nothing. */
  Future<Void> refused(Visit visit, Practice practice, OrderRefused why) {
    return list(visit, practice, why);
  }

  private Future<Void> list(Visit visit, Practice practice, @Nullable OrderRefused refused) {
    AdministratorViewer viewer = new AdministratorViewer(visit, practice.id());
    Optional<OfficeSaid> said = refused == null ? notes.take(visit) : Optional.empty();
    return journal
        .around(viewer.looks(), () -> moves.of(practice))
        .compose(
            overview ->
                journal
                    .shows(
                        overview.underWay().stream()
                            .map(Move::patient)
                            .distinct()
                            .map(viewer::shown)
                            .toList())
                    .compose(
                        shown ->
                            names.of(
                                visit,
                                practice.id(),
                                overview.underWay().stream().map(Move::patient)))
                    .map(
                        known -> {
                          replies.html(
                              visit.context(),
                              refused == null ? 200 : 409,
                              views.list(
                                  visit.language(),
                                  visit.reader(),
                                  practice,
                                  overview,
                                  known,
                                  refused,
                                  said));
                          return null;
                        }));
  }

  /** {@code POST …/ID/ORDER}: asks whether that is meant; carries it out once confirmed. */
  Future<Void> order(Visit visit, Practice practice) {
    Optional<UUID> id = Paths.transfer(visit.context());
    Optional<Order> order = Order.of(visit.context().pathParam("order"));
    if (id.isEmpty() || order.isEmpty()) {
      return notFound(visit);
    }
    if (order.get() == Order.ACCEPT) {
      return accept(visit, practice, id.get());
    }
    return Confirmation.isGiven(visit)
        ? carryOut(visit, practice, id.get(), order.get())
        : ask(visit, practice, id.get(), order.get(), Missing.NOTHING);
  }

  /** Asks for what was deleted on purpose, until something is named. */
  private Future<Void> accept(Visit visit, Practice practice, UUID id) {
    Set<String> resources =
        Set.copyOf(visit.context().request().formAttributes().getAll("resource"));
    if (Confirmation.isGiven(visit) && !resources.isEmpty()) {
      return moves
          .accept(
              id,
              practice.id(),
              resources,
              new AdministratorViewer(visit, practice.id()).agent(),
              visit.context().normalizedPath())
          .compose(done -> answer(visit, practice, done));
    }
    return moves
        .missing(id, practice.id())
        .compose(
            missing ->
                missing.isEmpty()
                    ? moves
                        .one(id, practice.id())
                        .compose(
                            found ->
                                found.isEmpty()
                                    ? notFound(visit)
                                    : refused(visit, practice, OrderRefused.ALREADY))
                    : ask(visit, practice, id, Order.ACCEPT, missing));
  }

  private Future<Void> ask(Visit visit, Practice practice, UUID id, Order order, Missing missing) {
    AdministratorViewer viewer = new AdministratorViewer(visit, practice.id());
    return moves
        .one(id, practice.id())
        .compose(
            found ->
                found.isEmpty()
                    ? notFound(visit)
                    : journal
                        .around(
                            viewer.shown(found.get().patient()),
                            () -> names.of(visit, practice.id(), Stream.of(found.get().patient())))
                        .map(
                            known -> {
                              replies.html(
                                  visit.context(),
                                  200,
                                  views.confirm(
                                      visit.language(),
                                      visit.reader(),
                                      practice,
                                      found.get(),
                                      known,
                                      order,
                                      missing));
                              return null;
                            }));
  }

  private Future<Void> carryOut(Visit visit, Practice practice, UUID id, Order order) {
    return moves
        .order(
            id,
            practice.id(),
            order,
            new AdministratorViewer(visit, practice.id()).agent(),
            visit.context().normalizedPath())
        .compose(done -> answer(visit, practice, done));
  }

  private Future<Void> answer(Visit visit, Practice practice, Done done) {
    return switch (done) {
      case DONE -> done(visit, practice);
      case NOT_THERE -> notFound(visit);
      case ALREADY -> refused(visit, practice, OrderRefused.ALREADY);
      case SWITCHED -> refused(visit, practice, OrderRefused.SWITCHED);
      case ENDED -> refused(visit, practice, OrderRefused.ENDED);
    };
  }

  /** Leads back to the list, which says so. */
  Future<Void> done(Visit visit, Practice practice) {
    notes.leave(visit, OfficeSaid.ORDERED);
    Redirect.to(visit.context(), Paths.transfers(practice.id()) + "#message");
    return Future.succeededFuture();
  }

  private Future<Void> notFound(Visit visit) {
    replies.plain(visit.context(), 404, Plain.NOT_FOUND);
    return Future.succeededFuture();
  }
}
