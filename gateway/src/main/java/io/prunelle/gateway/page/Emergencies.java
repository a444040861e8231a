// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.hosts.KeptRecords;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Said;
import io.prunelle.gateway.purpose.Emergency;
import io.prunelle.gateway.purpose.Openings;
import io.prunelle.gateway.refusal.DatabaseDown;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Tells patients at their next sign-in that their record was opened in an emergency, until they say
 * to have read it ({@code POST /my/emergencies}).
 */
final class Emergencies {

  private final BiFunction<String, Set<String>, Future<List<Emergency>>> unread;
  private final Function<String, Future<Set<String>>> placed;
  private final BiFunction<String, List<UUID>, Future<Void>> acknowledge;
  private final ConsentLedger ledger;
  private final SaidNotes notes;
  private final Replies replies;

  /**
   * Of one gateway.
   *
   * @param served ids of its practices
   */
  Emergencies(
      Openings openings,
      KeptRecords records,
      Set<String> served,
      ConsentLedger ledger,
      SaidNotes notes,
      Replies replies) {
    this(
        openings::unread,
        patient -> records.practices(served, patient),
        openings::acknowledge,
        ledger,
        notes,
        replies);
  }

  /** With a seam for tests. */
  Emergencies(
      BiFunction<String, Set<String>, Future<List<Emergency>>> unread,
      Function<String, Future<Set<String>>> placed,
      BiFunction<String, List<UUID>, Future<Void>> acknowledge,
      ConsentLedger ledger,
      SaidNotes notes,
      Replies replies) {
    this.unread = unread;
    this.placed = placed;
    this.acknowledge = acknowledge;
    this.ledger = ledger;
    this.notes = notes;
    this.replies = replies;
  }

  /**
   * Of the practices that the patient belongs to, or that had the record. What others state is no
   * access, and words that anybody could put before any patient.
   */
  Future<List<Emergency>> unread(Visit visit) {
    return DatabaseDown.unless(placed.apply(visit.patient()), "hosts.placement")
        .compose(
            practices -> {
              Set<String> own = new TreeSet<>(practices);
              own.addAll(visit.practices());
              return unread.apply(visit.patient(), own);
            })
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
