// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Writes to the destination what it lacks: referenced resources first, a batch at a time. While one
 * is written the next is read.
 */
final class Writing {

  private final CopiedItems copied;
  private final Sightings sightings;
  private final Places places;
  private final Batches batches;

  Writing(CopiedItems copied, Sightings sightings, Places places, Batches batches) {
    this.copied = copied;
    this.sightings = sightings;
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
    return copied
        .brings(run, keys(resources))
        .compose(
            brings ->
                run.destination()
                    .writing()
                    .portions(resources)
                    .compose(
                        portions -> InTurn.each(portions, portion -> put(run, portion, brings))));
  }

  /**
   * What is everybody's may have come there since it was looked, from another record or by
   * somebody's hand: that is left as it is.
   *
   * @param brings what is everybody's
   */
  private Future<Void> put(Run run, List<Resource> resources, Set<ResourceKey> brings) {
    run.unlessRecalled();
    return come(run, keys(resources).stream().filter(brings::contains).toList())
        .compose(
            come ->
                put(run, resources.stream().filter(each -> !come.contains(each.key())).toList()));
  }

  private Future<Set<ResourceKey>> come(Run run, List<ResourceKey> keys) {
    Set<ResourceKey> come = new HashSet<>();
    return run.destination()
        .fetch(
            keys,
            page -> {
              List<Resource> there =
                  page.stream().filter(each -> keys.contains(each.key())).toList();
              come.addAll(keys(there));
              return copied.notBrought(run, there).compose(kept -> sightings.saw(run, there));
            })
        .map(come);
  }

  private Future<Void> put(Run run, List<Resource> resources) {
    if (resources.isEmpty()) {
      return Future.succeededFuture();
    }
    run.unlessRecalled();
    List<ResourceKey> keys = keys(resources);
    return copied
        .asking(run, keys, () -> run.destination().writing().put(resources))
        .compose(written -> copied.sent(run, keys));
  }

  private static List<ResourceKey> keys(List<Resource> resources) {
    return resources.stream().map(Resource::key).toList();
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
