// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.audit;

import io.prunelle.gateway.journal.Concluding;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looking who opened records, which is an access itself: it is committed that somebody looks before
 * anything is read, and of whom something is shown before it is. Futures fail with {@link
 * io.prunelle.gateway.refusal.Refused} when the journal cannot be written.
 */
public final class Looking {

  /** Patients of one look that are kept in mind; those beyond are written down anew. */
  private static final int MOST_PATIENTS = 10_000;

  private static final int SETTLED_AT_ONCE = 16;

  private final Journal journal;

  public Looking(Journal journal) {
    this.journal = journal;
  }

  /** How the journal says that somebody looks. */
  public interface Viewer {

    /**
     * That they look.
     *
     * @param patient whose accesses they ask for; null for anybody's
     */
    Entry asks(@Nullable String patient);

    /** That they are shown an access to this patient's record. */
    Entry shows(String patient);
  }

  /** Commits that somebody looks. */
  public Future<Look> begin(Viewer viewer, Selection selection) {
    return journal
        .intend(viewer.asks(selection.patient()))
        .map(entry -> new Look(viewer, selection, entry));
  }

  /**
   * What is found, newest first; of whom, is committed.
   *
   * @param before id of the last one already seen; null from the start
   * @param limit at most this many, 1 to 1,000
   */
  public Future<List<Line>> next(Look look, @Nullable UUID before, int limit) {
    return find(look, before, limit).compose(lines -> disclose(look, lines).map(lines));
  }

  /** The same for who has yet to find out whether it may be shown, and then discloses it. */
  public Future<List<Line>> find(Look look, @Nullable UUID before, int limit) {
    return journal.search(look.entry(), look.selection(), before, limit);
  }

  /** Commits of whom something is about to be shown, but for whom it was asked for. */
  public Future<Void> disclose(Look look, List<Line> lines) {
    if (look.selection().patient() != null) {
      return Future.succeededFuture();
    }
    Set<String> patients = new LinkedHashSet<>();
    for (Line line : lines) {
      String patient = line.entry().where().patient();
      if (patient != null && !look.shown().containsKey(patient)) {
        patients.add(patient);
      }
    }
    List<String> further = List.copyOf(patients);
    return journal
        .intend(further.stream().map(look.viewer()::shows).toList())
        .compose(
            entries -> {
              for (int i = 0; i < further.size(); i++) {
                look.shown().put(further.get(i), entries.get(i));
              }
              return look.shown().size() > MOST_PATIENTS ? forget(look) : Future.succeededFuture();
            });
  }

  /** Commits how it ended, of everybody. */
  public Future<Void> end(Look look, Outcome outcome) {
    List<UUID> entries = new ArrayList<>(look.shown().values());
    entries.add(look.entry());
    return settle(entries, outcome);
  }

  /** The same, whatever comes of what is done with it, and gives that. */
  public <T> Future<T> end(Look look, Future<T> work, Function<T, Outcome> how) {
    return Concluding.of(work, look::elapsed, how, outcome -> end(look, outcome));
  }

  private Future<Void> forget(Look look) {
    List<UUID> entries = List.copyOf(look.shown().values());
    look.shown().clear();
    return settle(entries, new Outcome(200, 0, look.elapsed(), "completed"));
  }

  private Future<Void> settle(List<UUID> entries, Outcome outcome) {
    return InTurn.each(entries, SETTLED_AT_ONCE, entry -> journal.settle(entry, outcome));
  }
}
