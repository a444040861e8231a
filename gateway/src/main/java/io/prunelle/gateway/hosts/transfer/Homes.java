// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.CONCERNS_OTHERS;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Capabilities;
import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.rest.Residence;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where a patient lives need not say of whom it is, so it is brought along like what any record may
 * refer to. Before the record is erased it becomes part of it, unless somebody else may be meant by
 * it as well: a family's stays, and does not keep one of them from leaving.
 */
final class Homes {

  private static final int TOGETHER = 40;
  private static final String LOCATION = "Location";

  private final OwnItems items;
  private final CopiedItems copied;

  Homes(OwnItems items, CopiedItems copied) {
    this.items = items;
    this.copied = copied;
  }

  /**
   * Settles which are erased with the record. Can be repeated, until they are.
   *
   * @return how many stay
   */
  Future<Long> settle(Run run) {
    AtomicLong staying = new AtomicLong();
    return KeyPages.each(
            after -> items.nobodys(run, LOCATION, after, TOGETHER),
            places -> settle(run, places).onSuccess(staying::addAndGet))
        .map(settled -> staying.get());
  }

  /**
   * Settles which are taken back with a copy: those that it has brought, which are there as they
   * were brought, and by which nobody else there is meant. After a look at what was written, and
   * again in each attempt: somebody may have come to live there. What is not there any more was
   * removed by an attempt before, or is nobody's concern.
   */
  Future<Void> takeBack(Run run) {
    return KeyPages.byKey(
        after -> items.brought(run, LOCATION, after, TOGETHER), brought -> takeBack(run, brought));
  }

  private Future<Void> takeBack(Run run, Map<ResourceKey, String> brought) {
    List<ResourceKey> there = new ArrayList<>();
    List<Resource> homes = new ArrayList<>();
    return run.destination()
        .fetch(
            brought.keySet(),
            page -> {
              page.stream().map(Resource::key).forEach(there::add);
              page.stream()
                  .filter(Homes::isHome)
                  .filter(home -> home.digest().equals(brought.get(home.key())))
                  .forEach(homes::add);
              return Future.succeededFuture();
            })
        .compose(fetched -> own(homes, home -> mayBeOthersThere(run, home)))
        .compose(own -> copied.takeBack(run, there, own.stream().map(Resource::key).toList()));
  }

  private Future<Long> settle(Run run, List<ResourceKey> places) {
    List<Resource> homes = new ArrayList<>();
    return run.source()
        .fetch(
            places,
            page -> {
              page.stream().filter(Homes::isHome).forEach(homes::add);
              return Future.succeededFuture();
            })
        .compose(fetched -> kept(run, homes))
        .compose(kept -> own(kept, home -> mayBeOthers(run, home)))
        .compose(own -> items.settle(run, homes.stream().map(Resource::key).toList(), own));
  }

  private static boolean isHome(Resource place) {
    return place.key().type().equals(LOCATION) && Residence.isOne(new JsonObject(place.body()));
  }

  /** Those of which nothing is lost when they are erased. */
  private static Future<List<Resource>> kept(Run run, List<Resource> homes) {
    if (homes.isEmpty() || run.kind() == Move.Kind.ERASURE) {
      return Future.succeededFuture(homes);
    }
    Map<ResourceKey, String> there = new TreeMap<>();
    return run.destination()
        .fetch(
            homes.stream().map(Resource::key).toList(),
            page -> {
              page.forEach(place -> there.put(place.key(), place.digest()));
              return Future.succeededFuture();
            })
        .map(
            fetched ->
                homes.stream()
                    .filter(home -> home.digest().equals(there.get(home.key())))
                    .toList());
  }

  private static Future<List<Resource>> own(
      Collection<Resource> homes, Function<ResourceKey, Future<Boolean>> mayBeOthers) {
    List<Resource> own = new ArrayList<>();
    return InTurn.each(
            homes,
            home ->
                mayBeOthers
                    .apply(home.key())
                    .onSuccess(
                        may -> {
                          if (!may) {
                            own.add(home);
                          }
                        }))
        .map(looked -> own);
  }

  private Future<Boolean> mayBeOthers(Run run, ResourceKey home) {
    return mayBeOthers(run, run.source(), home, () -> Others.none(run, items, home));
  }

  private Future<Boolean> mayBeOthersThere(Run run, ResourceKey home) {
    return mayBeOthers(run, run.destination(), home, () -> Others.noneThere(run, items, home));
  }

  /** As this record refers to it, so may another: that has to be found at this host. */
  private Future<Boolean> mayBeOthers(
      Run run, FhirHost host, ResourceKey home, Supplier<Future<Void>> none) {
    return Future.all(host.offer(), items.referring(run, home))
        .compose(
            known -> {
              Capabilities can = known.resultAt(0);
              List<String> types = known.resultAt(1);
              return !types.isEmpty()
                      && types.stream().allMatch(type -> Others.findable(can, type, home.type()))
                  ? unless(none)
                  : Future.succeededFuture(true);
            });
  }

  private static Future<Boolean> unless(Supplier<Future<Void>> none) {
    return none.get()
        .map(false)
        .recover(
            failure ->
                failure instanceof TransferFailure known && known.reason() == CONCERNS_OTHERS
                    ? Future.succeededFuture(true)
                    : Future.failedFuture(failure));
  }
}
