// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Said;
import io.prunelle.gateway.purpose.Emergency;
import io.prunelle.gateway.purpose.Openings;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Tells patients at their next sign-in that their record was opened in an emergency, until they say
 * to have read it ({@code POST /my/emergencies}).
 */
final class Emergencies {

  private final Function<String, Future<List<Emergency>>> unread;
  private final BiFunction<String, List<UUID>, Future<Void>> acknowledge;
  private final ConsentLedger ledger;
  private final SaidNotes notes;
  private final Replies replies;

  Emergencies(Openings openings, ConsentLedger ledger, SaidNotes notes, Replies replies) {
    this(openings::unread, openings::acknowledge, ledger, notes, replies);
  }

  /** With a seam for tests. */
  Emergencies(
      Function<String, Future<List<Emergency>>> unread,
      BiFunction<String, List<UUID>, Future<Void>> acknowledge,
      ConsentLedger ledger,
      SaidNotes notes,
      Replies replies) {
    this.unread = unread;
    this.acknowledge = acknowledge;
    this.ledger = ledger;
    this.notes = notes;
    this.replies = replies;
  }

  Future<List<Emergency>> unread(Visit visit) {
    return unread
        .apply(visit.patient())
        .compose(
            found ->
                // What was read of at a sign-in is the patient's own to say
                found.isEmpty() || visit.ward() != null
                    ? Future.succeededFuture(found)
                    : withoutThoseReadAtSignIn(visit, found));
  }

  /**
   * The realm tells of them as well, when the patient signs in: what was read there is not told
   * again here. Where it cannot be asked they are all told.
   */
  private Future<List<Emergency>> withoutThoseReadAtSignIn(Visit visit, List<Emergency> found) {
    return ledger
        .emergenciesRead(visit.bearer())
        .otherwise(Set.of())
        .compose(
            read -> {
              List<UUID> over = found.stream().map(Emergency::id).filter(read::contains).toList();
              return over.isEmpty()
                  ? Future.succeededFuture(found)
                  : acknowledge
                      .apply(visit.patient(), over)
                      .map(found.stream().filter(one -> !over.contains(one.id())).toList());
            });
  }

  /**
   * Those that were on the screen, with the unusual accesses that were told with them: what has
   * happened since is yet to be read.
   */
  Future<Void> read(Visit visit, UnusualAccesses unusual) {
    List<UUID> openings = visit.named("opening");
    if (openings.isEmpty()) {
      replies.plain(visit.context(), 400, Plain.NOT_VERIFIED);
      return Future.succeededFuture();
    }
    return acknowledge
        .apply(visit.patient(), openings)
        .compose(read -> unusual.seen(visit, visit.named("entry")))
        .map(
            done -> {
              notes.leave(visit, Said.of(Said.What.EMERGENCY_READ));
              Redirect.to(visit.context(), Paths.MESSAGE);
              return null;
            });
  }
}
