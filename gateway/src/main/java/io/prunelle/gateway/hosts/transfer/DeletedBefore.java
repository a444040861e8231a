// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.fhir.VersionsPage.PastVersion;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Finds what had been deleted from the record before it moved, whose versions the source keeps and
 * no listing shows: as far as the record refers to it, or the access journal tells who deleted it.
 * From then on it is like what is deleted while the record moves.
 */
final class DeletedBefore {

  private static final int TOGETHER = 100;
  private static final int AT_ONCE = 4;

  private final GoneItems items;
  private final TransferJournal journal;

  DeletedBefore(GoneItems items, TransferJournal journal) {
    this.items = items;
    this.journal = journal;
  }

  /**
   * Can be repeated.
   *
   * @return false if the source does not tell what versions it has
   */
  Future<Boolean> find(Run run) {
    return run.source()
        .offer()
        .compose(
            can ->
                can.histories().isEmpty()
                    ? Future.succeededFuture(false)
                    : find(run, can.histories()).map(true));
  }

  private Future<Void> find(Run run, Set<String> histories) {
    return KeyPages.each(
            after -> items.absent(run, after, TOGETHER), keys -> look(run, histories, keys))
        .compose(
            looked ->
                KeyPages.each(
                    after -> journal.deleted(run.claim(), run.transfer(), after, TOGETHER),
                    keys -> look(run, histories, keys)));
  }

  private Future<Void> look(Run run, Set<String> histories, Collection<ResourceKey> keys) {
    List<ResourceKey> own = new ArrayList<>();
    return InTurn.each(
            keys.stream().filter(key -> histories.contains(key.type())).toList(),
            AT_ONCE,
            key ->
                run.source()
                    .deleted(key)
                    .compose(is -> is ? isOwn(run, key) : Future.succeededFuture(false))
                    .onSuccess(
                        is -> {
                          if (is) {
                            own.add(key);
                          }
                        }))
        .compose(looked -> items.gone(run, own));
  }

  /** By what it was last, as whatever else there is belongs to whom it names now. */
  private static Future<Boolean> isOwn(Run run, ResourceKey key) {
    List<PastVersion> last = new ArrayList<>();
    return run.source()
        .history()
        .versions(
            key,
            true,
            page -> {
              if (last.isEmpty()) {
                page.stream().limit(1).forEach(last::add);
              }
              return Future.succeededFuture();
            })
        .map(
            missing ->
                last.stream()
                    .anyMatch(version -> version.patients().equals(Set.of(run.patient()))));
  }
}
