// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Settles which of what others may refer to as well is written again where it was lost: as the
 * source has it by now, which nobody has examined since the record was copied. It has to be
 * everybody's still, and what it refers to has to be there.
 */
final class Renewing {

  private static final int TOGETHER = 200;
  private static final int AT_ONCE = 4;

  private final Sightings sightings;
  private final LostItems lostItems;

  Renewing(Sightings sightings, LostItems lostItems) {
    this.sightings = sightings;
    this.lostItems = lostItems;
  }

  /** The rest of it is not looked at from here on. */
  Future<Void> run(Run run) {
    Set<ResourceKey> lost = new TreeSet<>();
    Map<ResourceKey, Set<ResourceKey>> kept = new HashMap<>();
    return KeyPages.each(
            after -> lostItems.lostOfAll(run, after, TOGETHER),
            page -> Future.succeededFuture(lost.addAll(page)))
        .compose(known -> undeleted(run, lost))
        .compose(
            undeleted -> {
              Map<Boolean, List<ResourceKey>> byType =
                  undeleted.stream()
                      .collect(Collectors.partitioningBy(key -> ReferenceData.isType(key.type())));
              return renew(run, byType.getOrDefault(true, List.of()), kept)
                  // By what refers to them, which is known by now
                  .compose(renewed -> renew(run, byType.getOrDefault(false, List.of()), kept));
            })
        .compose(renewed -> dropDangling(run, kept))
        .compose(
            settled -> {
              lost.removeAll(kept.keySet());
              return sightings.leave(run, lost);
            });
  }

  /** Nothing that somebody may have deleted there is written again, so nothing can refer to it. */
  private static Future<List<ResourceKey>> undeleted(Run run, Set<ResourceKey> lost) {
    Set<ResourceKey> undeleted = new TreeSet<>();
    return lost.isEmpty()
        ? Future.succeededFuture(List.of())
        : run.destination()
            .offer()
            .compose(
                can ->
                    InTurn.each(
                        lost,
                        AT_ONCE,
                        key ->
                            Restoring.mayBeDeleted(run, can, false, key)
                                .onSuccess(
                                    may -> {
                                      if (!may) {
                                        undeleted.add(key);
                                      }
                                    })))
            .map(asked -> List.copyOf(undeleted));
  }

  /**
   * @param kept what is written again, and what that refers to
   */
  private Future<Void> renew(
      Run run, Collection<ResourceKey> some, Map<ResourceKey, Set<ResourceKey>> kept) {
    Set<ResourceKey> referred = referred(kept);
    return some.isEmpty()
        ? Future.succeededFuture()
        : run.source()
            .fetch(
                some,
                page -> {
                  List<Resource> nobodys =
                      page.stream().filter(each -> isNobodys(run, each)).toList();
                  return lostItems
                      .renewed(run, nobodys, referred)
                      .map(
                          renewed -> {
                            nobodys.stream()
                                .filter(each -> renewed.contains(each.key()))
                                .forEach(each -> kept.put(each.key(), each.references()));
                            return null;
                          });
                });
  }

  /** Names no patient, and could be carried. */
  private static boolean isNobodys(Run run, Resource resource) {
    return resource.references().stream().noneMatch(ResourceKey::isPatient)
        && resource.whole()
        && resource.addresses().stream().noneMatch(at -> at.startsWith(run.source().base()));
  }

  /** A host that checks references would refuse it at each attempt. */
  private Future<Void> dropDangling(Run run, Map<ResourceKey, Set<ResourceKey>> kept) {
    Set<ResourceKey> needed = referred(kept);
    needed.removeAll(kept.keySet());
    if (needed.isEmpty()) {
      return Future.succeededFuture();
    }
    Set<ResourceKey> there = new HashSet<>();
    return run.destination()
        .fetch(
            needed,
            page -> {
              page.stream().map(Resource::key).forEach(there::add);
              return Future.succeededFuture();
            })
        .compose(fetched -> lostItems.referable(run, needed))
        .map(
            referable -> {
              there.addAll(referable);
              while (kept.values()
                  .removeIf(
                      references ->
                          !references.stream()
                              .allMatch(key -> there.contains(key) || kept.containsKey(key)))) {
                // What refers to what is not written again is not either
              }
              return null;
            });
  }

  private static Set<ResourceKey> referred(Map<ResourceKey, Set<ResourceKey>> kept) {
    return kept.values().stream()
        .flatMap(Set::stream)
        .collect(Collectors.toCollection(HashSet::new));
  }
}
