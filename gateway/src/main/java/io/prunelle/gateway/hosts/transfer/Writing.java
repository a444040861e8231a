// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes to the destination what it lacks: referenced resources first, a batch at a time. While one
 * is written the next is read.
 */
final class Writing {

  private final CopiedItems copied;
  private final Places places;
  private final Batches batches;

  Writing(CopiedItems copied, Places places, Batches batches) {
    this.copied = copied;
    this.places = places;
    this.batches = batches;
  }

  /** Fails with {@link Overtaken} if the source no longer has what was listed. */
  Future<Void> run(Run run) {
    return copied
        .undertake(run)
        .compose(undertaken -> places.order(run, Places.Of.WRITING, false))
        .compose(
            ordered ->
                Batches.each(
                    -1,
                    place ->
                        places
                            .after(run, place, batches.ask())
                            .compose(next -> batches.first(next, at -> places.at(run, at))),
                    batch -> fetch(run, batch),
                    resources -> write(run, resources)));
  }

  /** The same of some that have been put into their order already, by one request if need be. */
  Future<Void> these(Run run, List<Item> batch) {
    return copied
        .undertake(run)
        .compose(undertaken -> fetch(run, batch))
        .compose(resources -> write(run, resources));
  }

  private static Future<List<Resource>> fetch(Run run, List<Item> batch) {
    run.unlessRecalled();
    Map<ResourceKey, Resource> read = new HashMap<>();
    return run.source()
        .fetch(batch.stream().map(Item::key).toList(), page -> keep(page, read))
        .compose(
            fetched ->
                // A search may have found what there was before
                run.source()
                    .read(
                        batch.stream()
                            .filter(item -> !isListed(item, read))
                            .map(Item::key)
                            .toList(),
                        page -> keep(page, read)))
        .map(fetched -> asListed(batch, read));
  }

  private static Future<Void> keep(List<Resource> page, Map<ResourceKey, Resource> read) {
    page.forEach(resource -> read.put(resource.key(), resource));
    return Future.succeededFuture();
  }

  private static boolean isListed(Item item, Map<ResourceKey, Resource> read) {
    Resource resource = read.get(item.key());
    return resource != null && resource.digest().equals(item.digest());
  }

  private Future<Void> write(Run run, List<Resource> resources) {
    return run.destination()
        .writing()
        .portions(resources)
        .compose(portions -> InTurn.each(portions, portion -> put(run, portion)));
  }

  private Future<Void> put(Run run, List<Resource> resources) {
    run.unlessRecalled();
    List<ResourceKey> keys = resources.stream().map(Resource::key).toList();
    return copied
        .asking(run, keys, () -> run.destination().writing().put(resources))
        .compose(written -> copied.sent(run, keys));
  }

  private static List<Resource> asListed(List<Item> batch, Map<ResourceKey, Resource> read) {
    List<ResourceKey> others =
        batch.stream().filter(item -> !isListed(item, read)).map(Item::key).toList();
    if (!others.isEmpty()) {
      throw new Overtaken(others);
    }
    return batch.stream().map(item -> Objects.requireNonNull(read.get(item.key()))).toList();
  }
}
