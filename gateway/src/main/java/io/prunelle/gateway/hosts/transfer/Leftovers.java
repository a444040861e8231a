// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.LEFT_CHANGED;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.transfer.FoundItems.Gone;
import io.prunelle.gateway.hosts.transfer.FoundItems.Left;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Deals with what a record that comes back finds where it could not be erased. What is there still
 * as it was left is written over, or removed if it has been deleted from the record since. Anything
 * else stops the move until somebody has looked: what was written there past the gateway is nowhere
 * else, and neither is what the place where the record lives has lost.
 */
final class Leftovers {

  private static final int TOGETHER = 200;
  private static final int AT_ONCE = 4;
  private static final int NAMED = 10;

  private final Items items;
  private final FoundItems found;
  private final TurnedTransfers turned;

  Leftovers(Items items, FoundItems found, TurnedTransfers turned) {
    this.items = items;
    this.found = found;
    this.turned = turned;
  }

  /**
   * After a look at all that the transfer knows of there. Nothing is written before all of it has
   * been judged; from then on the move is not taken back any more, for what was left is not there
   * as it was.
   */
  Future<Void> takeOver(Run run) {
    return found
        .forget(run)
        .compose(forgotten -> found.altered(run))
        .compose(kept -> run.destination().record(run.patient(), page -> beside(run, page, false)))
        .compose(
            looked ->
                KeyPages.each(
                    after -> found.named(run, after, TOGETHER),
                    keys -> run.destination().fetch(keys, page -> beside(run, page, true))))
        .compose(looked -> settled(run))
        .compose(settled -> onward(run));
  }

  /**
   * To be asked before anything is written there: whether what was looked at last is there as it
   * was left, or as it was written to bring it back. Somebody may have edited it since.
   */
  Future<Void> unchanged(Run run) {
    return found.altered(run).compose(kept -> settled(run)).compose(settled -> found.own(run));
  }

  /** Once all is there as it should be. */
  Future<Void> arrived(Run run) {
    return found.dismiss(run);
  }

  private Future<Void> settled(Run run) {
    return found
        .open(run, NAMED + 1)
        .compose(
            open -> open.isEmpty() ? Future.succeededFuture() : Future.failedFuture(changed(open)));
  }

  private Future<Void> onward(Run run) {
    run.unlessRecalled();
    return run.now(turned.onward(run.claim(), run.transfer()))
        .compose(onward -> found.takeOver(run));
  }

  /**
   * What there is of the patient's that is not in the record.
   *
   * @param named whether it was asked for by name, so that it may be anybody's
   */
  private Future<Void> beside(Run run, List<Resource> page, boolean named) {
    run.unlessRecalled();
    Ownership ownership = Ownership.of(run.patient());
    List<Resource> own =
        page.stream()
            .filter(each -> !named || !ownership.concernsOthers(each))
            .filter(each -> !ownership.shared(each))
            .toList();
    List<ResourceKey> keys = own.stream().map(Resource::key).toList();
    return keys.isEmpty()
        ? Future.succeededFuture()
        : Future.all(items.held(run, keys), found.left(run, keys))
            .compose(
                known -> {
                  Set<ResourceKey> brought = known.resultAt(0);
                  Map<ResourceKey, List<Left>> left = known.resultAt(1);
                  return InTurn.each(
                      own.stream()
                          .filter(each -> !brought.contains(each.key()))
                          // What of it has become something else is no part of what was left
                          .filter(each -> !named || !ownership.apart(each) || isLeft(each, left))
                          .toList(),
                      AT_ONCE,
                      each -> judge(run, each.key(), each.digest(), each.references(), left));
                });
  }

  private static boolean isLeft(Resource resource, Map<ResourceKey, List<Left>> left) {
    return left.getOrDefault(resource.key(), List.of()).stream()
        .anyMatch(one -> resource.digest().equals(one.digest()));
  }

  /**
   * To be asked before anything is removed there that has left the record since it was read: it may
   * have been lost where the record lives, and be nowhere else.
   */
  Future<Void> goneOnPurpose(Run run) {
    return Loop.from(
            "",
            after ->
                found
                    .unjudged(run, after, TOGETHER)
                    .compose(
                        gone ->
                            gone.isEmpty()
                                ? Future.succeededFuture(null)
                                : judged(run, gone)
                                    .map(gone.get(gone.size() - 1).key().toString())))
        .compose(judged -> settled(run));
  }

  private Future<Void> judged(Run run, List<Gone> gone) {
    return found
        .left(run, gone.stream().map(Gone::key).toList())
        .compose(
            left ->
                InTurn.each(
                    gone, AT_ONCE, each -> judge(run, each.key(), each.digest(), Set.of(), left)));
  }

  private Future<Void> judge(
      Run run,
      ResourceKey key,
      String digest,
      Set<ResourceKey> references,
      Map<ResourceKey, List<Left>> left) {
    run.unlessRecalled();
    return deleted(run, key, digest, left.getOrDefault(key, List.of()))
        .compose(deleted -> found.beside(run, key, digest, references, deleted));
  }

  /**
   * Whether the place where the record lives had this very thing, and somebody has deleted it
   * there: it shows a version with that content, and says that it is deleted. One that has lost it
   * shows none, or does not say so. It is asked each time, for it may have lost it since.
   */
  private static Future<Boolean> deleted(
      Run run, ResourceKey key, String digest, List<Left> known) {
    if (known.stream().anyMatch(left -> left.accepted() && digest.equals(left.digest()))) {
      return Future.succeededFuture(true);
    }
    Set<String> versions =
        known.stream()
            .map(Left::version)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new));
    return versions.isEmpty()
        ? Future.succeededFuture(false)
        : run.source()
            .deleted(key)
            .compose(is -> is ? had(run, key, digest, versions) : Future.succeededFuture(false));
  }

  private static Future<Boolean> had(
      Run run, ResourceKey key, String digest, Set<String> versions) {
    AtomicBoolean had = new AtomicBoolean();
    return InTurn.each(
            versions,
            version ->
                run.source()
                    .history()
                    .version(key, version)
                    .onSuccess(
                        shown ->
                            shown
                                .filter(one -> one.key().equals(key))
                                .filter(one -> one.digest().equals(digest))
                                .ifPresent(one -> had.set(true))))
        .map(asked -> had.get());
  }

  private static TransferFailure changed(List<ResourceKey> open) {
    List<String> names = new ArrayList<>();
    open.stream().limit(NAMED).map(ResourceKey::toString).forEach(names::add);
    return new TransferFailure(
        LEFT_CHANGED,
        names.stream().collect(Collectors.joining(", ")) + (open.size() > NAMED ? ", …" : ""));
  }
}
