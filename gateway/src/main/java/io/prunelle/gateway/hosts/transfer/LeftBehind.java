// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.HostPages.Each;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.transfer.UnreferencedBinaries.Known;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;

/**
 * Finds what a transfer that was given up has left with the practice that was to receive it. What
 * leads to it need not have arrived, and it need not name the patient: so it is asked for by name,
 * wherever that practice has its record, and is the patient's if it is there as it was left.
 */
final class LeftBehind {

  private static final int TOGETHER = 100;

  private final EarlierItems earlierItems;
  private final OwnItems ownItems;

  LeftBehind(EarlierItems earlierItems, OwnItems ownItems) {
    this.earlierItems = earlierItems;
    this.ownItems = ownItems;
  }

  /** What of it the source has. */
  Future<Void> atSource(Run run, Known known, Each each) {
    return KeyPages.byKey(
        after -> earlierItems.leftBehind(run, after, TOGETHER),
        left -> known.apply(left.keySet()).compose(others -> look(run, left, others, each)));
  }

  /** The same, but for what the transfer has found to be everybody's: that stays. */
  Future<Void> ownAtSource(Run run, Each each) {
    return atSource(run, named -> ownItems.shared(run, named), each);
  }

  private static Future<Void> look(
      Run run, Map<ResourceKey, Set<String>> left, Set<ResourceKey> known, Each each) {
    ResourceKey patient = ResourceKey.patient(run.patient());
    return run.source()
        .offer()
        .compose(
            can ->
                run.source()
                    .fetch(
                        left.keySet().stream()
                            .filter(key -> !known.contains(key) && !can.lacks(key.type()))
                            .toList(),
                        page ->
                            each.apply(
                                page.stream()
                                    .filter(
                                        found ->
                                            found.names(patient)
                                                || left.getOrDefault(found.key(), Set.of())
                                                    .contains(found.digest()))
                                    .toList())));
  }
}
