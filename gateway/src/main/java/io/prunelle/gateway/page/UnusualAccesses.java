// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.page.view.Accesses;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Said;
import io.prunelle.gateway.unusual.Notices;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Tells patients what was out of the ordinary, until they say to have seen it ({@code POST
 * /my/unusual}).
 */
final class UnusualAccesses {

  private final Function<String, Future<Notices.Told>> told;
  private final BiFunction<String, List<UUID>, Future<Notices.Marks>> among;
  private final BiFunction<String, List<UUID>, Future<Void>> seen;
  private final SaidNotes notes;
  private final Replies replies;

  UnusualAccesses(Notices notices, SaidNotes notes, Replies replies) {
    this(notices::of, notices::among, notices::seen, notes, replies);
  }

  /** With a seam for tests. */
  UnusualAccesses(
      Function<String, Future<Notices.Told>> told,
      BiFunction<String, List<UUID>, Future<Notices.Marks>> among,
      BiFunction<String, List<UUID>, Future<Void>> seen,
      SaidNotes notes,
      Replies replies) {
    this.told = told;
    this.among = among;
    this.seen = seen;
    this.notes = notes;
    this.replies = replies;
  }

  Future<Notices.Told> told(Visit visit) {
    return told.apply(visit.patient());
  }

  /** A page of accesses, with those marked that were out of the ordinary. */
  Future<Accesses> marked(Visit visit, Accesses found) {
    return among
        .apply(visit.patient(), found.lines().stream().map(Line::id).toList())
        .map(found::withUnusual);
  }

  /** The patient has seen these, wherever they were told. */
  Future<Void> seen(Visit visit, List<UUID> entries) {
    return entries.isEmpty() ? Future.succeededFuture() : seen.apply(visit.patient(), entries);
  }

  /** Those that were on the screen: what was found since is yet to be seen. */
  Future<Void> see(Visit visit) {
    List<UUID> entries = visit.named("entry");
    if (entries.isEmpty()) {
      replies.plain(visit.context(), 400, Plain.NOT_VERIFIED);
      return Future.succeededFuture();
    }
    return seen.apply(visit.patient(), entries)
        .map(
            done -> {
              notes.leave(visit, Said.of(Said.What.UNUSUAL_SEEN));
              Redirect.to(visit.context(), Paths.MESSAGE);
              return null;
            });
  }
}
