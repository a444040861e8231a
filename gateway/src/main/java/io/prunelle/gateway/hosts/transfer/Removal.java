// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.REMAINS;

import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Removes resources from a host, by name: a host that checks references refuses to delete what
 * something else still needs, where a cascading delete would take that along uncompared.
 */
final class Removal {

  private static final int EXPUNGES_AT_ONCE = 4;

  private final Batches batches;

  Removal(Batches batches) {
    this.batches = batches;
  }

  /**
   * Deletes the resources, those that refer to others first, then their earlier versions, then
   * looks whether any is left.
   *
   * @param present what the host has of the record now
   * @param remove what may be removed, present or not
   * @return false if the host keeps earlier versions because it cannot expunge
   */
  Future<Boolean> remove(FhirHost host, RecordContent present, Collection<ResourceKey> remove) {
    Set<ResourceKey> removable = new TreeSet<>(remove);
    List<List<Resource>> order =
        new ArrayList<>(
            batches.of(
                LoadOrder.of(
                    present.own().values().stream()
                        .filter(resource -> removable.contains(resource.key()))
                        .toList())));
    Collections.reverse(order);
    return InTurn.each(order, batch -> host.delete(batch.stream().map(Resource::key).toList()))
        .compose(deleted -> expunge(host, removable))
        .compose(expunged -> nothingLeft(host, removable).map(expunged));
  }

  private static Future<Boolean> expunge(FhirHost host, Set<ResourceKey> keys) {
    AtomicBoolean offered = new AtomicBoolean(true);
    return InTurn.each(
            keys,
            EXPUNGES_AT_ONCE,
            key ->
                offered.get()
                    ? host.expunge(key).onSuccess(done -> offered.compareAndSet(true, done))
                    : Future.succeededFuture())
        .map(done -> offered.get());
  }

  private static Future<Void> nothingLeft(FhirHost host, Set<ResourceKey> keys) {
    Set<ResourceKey> left = new TreeSet<>();
    return host.fetch(keys, resource -> left.add(resource.key()))
        .compose(
            looked ->
                left.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new TransferFailure(
                            REMAINS, left.size() + " resources, " + left.iterator().next())));
  }
}
