// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.HostPages.Each;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.transfer.ArchivePapers.File;
import io.prunelle.gateway.hosts.transfer.UnreferencedBinaries.Known;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Finds the pieces of archives that were listed once where the record is, and may be no longer:
 * whoever deletes the list leaves them. They have no rows, so they are asked for by their names,
 * one after the other of each file until one was never there.
 */
final class ListedPieces {

  private static final int AT_ONCE = 4;

  /** One file of the archive that a transfer has kept. */
  private record Kept(UUID transfer, File file) {}

  /**
   * Of some files the pieces of one number.
   *
   * @param files by the names of these pieces
   */
  private record Round(int number, Map<ResourceKey, Kept> files) {

    static Round of(int number, List<Kept> files) {
      Map<ResourceKey, Kept> names = new LinkedHashMap<>();
      files.forEach(
          each -> names.put(ArchivePapers.name(each.transfer(), each.file(), number), each));
      return new Round(number, names);
    }

    /** What comes after those that are there. */
    Round next(Set<ResourceKey> there) {
      return of(number + 1, there.stream().map(files::get).toList());
    }
  }

  private ListedPieces() {}

  /** Shows those that are not known yet. */
  static Future<Void> atSource(Run run, Known known, Each each) {
    return Arrival.all(run)
        .map(
            arrivals ->
                arrivals.stream()
                    .filter(Arrival::complete)
                    .flatMap(
                        arrival ->
                            Arrays.stream(File.values())
                                .map(file -> new Kept(arrival.transfer(), file)))
                    .toList())
        .compose(
            files ->
                Loop.from(
                    Round.of(0, files),
                    round ->
                        there(run, round.files().keySet(), known, each)
                            .map(there -> there.isEmpty() ? null : round.next(there))));
  }

  /** Which of them are there, or were until somebody deleted them: others may come after these. */
  private static Future<Set<ResourceKey>> there(
      Run run, Set<ResourceKey> names, Known known, Each each) {
    Set<ResourceKey> there = new TreeSet<>();
    return known
        .apply(names)
        .compose(
            listed -> {
              there.addAll(listed);
              return run.source()
                  .fetch(
                      others(names, there),
                      page -> {
                        page.forEach(piece -> there.add(piece.key()));
                        return each.apply(page);
                      });
            })
        .compose(
            fetched ->
                InTurn.each(
                    others(names, there),
                    AT_ONCE,
                    name ->
                        run.source()
                            .deleted(name)
                            .onSuccess(
                                is -> {
                                  if (is) {
                                    there.add(name);
                                  }
                                })))
        .map(there);
  }

  private static List<ResourceKey> others(Set<ResourceKey> names, Set<ResourceKey> there) {
    List<ResourceKey> others = new ArrayList<>(names);
    others.removeAll(there);
    return others;
  }
}
