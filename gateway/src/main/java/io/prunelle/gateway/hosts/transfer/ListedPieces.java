// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.HostPages.Each;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.transfer.ArchivePapers.File;
import io.prunelle.gateway.hosts.transfer.NamedPieces.Kept;
import io.prunelle.gateway.hosts.transfer.UnreferencedBinaries.Known;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Finds the pieces of archives that were listed once where the record is, and may be no longer:
 * whoever deletes the list leaves them. They have no rows, so they are asked for by their names.
 */
final class ListedPieces {

  private ListedPieces() {}

  /** Shows those that are not known yet. */
  static Future<Void> atSource(Run run, Known known, Each each) {
    return Arrival.all(run)
        .map(
            arrivals -> arrivals.stream().filter(Arrival::complete).map(Arrival::transfer).toList())
        .compose(
            transfers ->
                known
                    .apply(transfers.stream().map(ArchivePapers::document).toList())
                    .map(lists -> files(transfers, lists)))
        .compose(files -> NamedPieces.each(files, names -> there(run, names, known, each)));
  }

  private static List<Kept> files(List<UUID> transfers, Set<ResourceKey> lists) {
    return transfers.stream()
        .flatMap(
            transfer ->
                Arrays.stream(File.values())
                    .map(
                        file ->
                            new Kept(
                                transfer, file, lists.contains(ArchivePapers.document(transfer)))))
        .toList();
  }

  /** Which of them are there, or were until somebody deleted them: others may come after these. */
  private static Future<Set<ResourceKey>> there(
      Run run, List<ResourceKey> names, Known known, Each each) {
    Set<ResourceKey> there = new TreeSet<>();
    return known
        .apply(names)
        .compose(
            listed -> {
              there.addAll(listed);
              return run.source()
                  .had(names.stream().filter(name -> !listed.contains(name)).toList(), each);
            })
        .map(
            had -> {
              there.addAll(had);
              return there;
            });
  }
}
