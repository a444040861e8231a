// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.CONCERNS_OTHERS;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.HOST_REFUSED;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.HistoryPage.Version;
import io.prunelle.gateway.hosts.fhir.HostHistory;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what has changed at the source since it was read, into rows. */
final class Changes {

  /** Beyond this, everything is read again: so many names are not kept in memory. */
  private static final int MOST = 2_000;

  private static final Set<TransferFailure.Reason> AGAIN =
      Set.of(CONCERNS_OTHERS, UNREADABLE, HOST_REFUSED, TOO_LARGE);

  private final Items items;
  private final OwnItems ownItems;
  private final GoneItems goneItems;
  private final Listing listing;
  private final WholeReadings whole;
  private final KnownChanges known;

  Changes(
      Items items,
      OwnItems ownItems,
      GoneItems goneItems,
      Listing listing,
      WholeReadings whole,
      KnownChanges known) {
    this.items = items;
    this.ownItems = ownItems;
    this.goneItems = goneItems;
    this.listing = listing;
    this.whole = whole;
    this.known = known;
  }

  /**
   * Tells how many resources have still to be brought over.
   *
   * @param since by the source's clock; null when all has to be read again
   */
  Future<Integer> read(Run run, @Nullable Instant since) {
    return read(run, since, false);
  }

  /** The same of what is seen to have changed: the rest comes with the next reading. */
  Future<Integer> overtaken(Run run, List<ResourceKey> seen) {
    return again(run, NewestVersions.unknown(seen))
        .recover(failure -> isToldByAll(failure) ? whole.all(run) : Future.failedFuture(failure))
        .compose(read -> items.touched(run));
  }

  /**
   * @param last whether writers wait
   */
  private Future<Integer> read(Run run, @Nullable Instant since, boolean last) {
    return (since == null ? whole(run, last) : since(run, since, last))
        .compose(read -> items.touched(run));
  }

  private Future<Void> whole(Run run, boolean last) {
    return last ? whole.last(run) : whole.all(run);
  }

  /**
   * The last of them, when nobody writes through the gateway any more. Before a host fell silent it
   * may have been written thousands of versions at once, which each reading shows again: where it
   * has been silent since, they are not read while writers wait. Neither is all of it where it is
   * known what has changed.
   */
  Future<Integer> last(Run run, Hold hold) {
    return known
        .under(hold, run)
        .compose(changed -> changed.map(keys -> named(run, keys)).orElseGet(() -> last(run)));
  }

  private Future<Integer> named(Run run, Set<ResourceKey> changed) {
    return again(run, NewestVersions.unknown(changed))
        .compose(read -> items.held(run, Set.of(ResourceKey.patient(run.patient()))))
        .compose(patient -> patient.isEmpty() ? Future.succeededFuture(false) : along(run, changed))
        .recover(
            failure ->
                isToldByAll(failure) ? Future.succeededFuture(false) : Future.failedFuture(failure))
        .compose(told -> told ? items.touched(run) : last(run));
  }

  /**
   * A host may delete what refers to something together with it, and the journal tells of the one
   * that was asked for.
   *
   * @return false if there is too much of it
   */
  private Future<Boolean> along(Run run, Set<ResourceKey> read) {
    Set<ResourceKey> known = new HashSet<>(read);
    return Loop.from(
            read,
            last ->
                goneItems
                    .referringToGone(run, last, MOST)
                    .compose(
                        referring -> {
                          Set<ResourceKey> fresh = new HashSet<>(referring);
                          fresh.removeAll(known);
                          known.addAll(fresh);
                          return fresh.isEmpty() || known.size() > MOST
                              ? Future.succeededFuture(null)
                              : again(run, NewestVersions.unknown(fresh)).map(fresh);
                        }))
        .map(all -> known.size() <= MOST);
  }

  private Future<Void> again(Run run, NewestVersions changed) {
    if (changed.isEmpty()) {
      return Future.succeededFuture();
    }
    return run.shifting() ? againShifting(run, changed) : listing.again(run, changed);
  }

  /** What is found to be gone was shown, and is not known as such when the source tells of it. */
  private Future<Void> againShifting(Run run, NewestVersions changed) {
    return items
        .held(run, changed.keys())
        .compose(
            held ->
                listing
                    .again(run, changed)
                    .compose(read -> items.held(run, held))
                    .map(
                        still -> {
                          if (still.size() < held.size()) {
                            run.shifted();
                          }
                          return null;
                        }));
  }

  private Future<Integer> last(Run run) {
    run.readsUnderHold();
    HostHistory.Told told = run.told();
    return (told == null || !told.since().equals(run.read())
            ? Future.succeededFuture(false)
            : run.source().history().isStill(told))
        .compose(still -> still ? items.touched(run) : read(run, run.read(), true));
  }

  private Future<Void> since(Run run, Instant since, boolean last) {
    NewestVersions changed = new NewestVersions();
    run.told(null);
    return run.source()
        .history()
        .since(since, page -> concerning(run, page, changed))
        .compose(
            told -> {
              if (run.hasShifted()) {
                return whole(run, last);
              }
              run.shifting(false);
              run.told(told);
              return Future.<Void>succeededFuture();
            })
        .compose(
            read -> {
              // What it tells is of what was written past the gateway as well
              run.steady(null);
              // Searches may be behind what has just been told
              return again(run, changed);
            })
        .recover(
            failure ->
                // What has become another's is told from what is two patients' by reading all, and
                // a host may tell less than it says
                isToldByAll(failure) ? whole(run, last) : Future.failedFuture(failure));
  }

  private static boolean isToldByAll(Throwable failure) {
    return failure instanceof TransferFailure known && AGAIN.contains(known.reason());
  }

  /** Of what happened on the host, what may concern this record. */
  private Future<Void> concerning(Run run, List<Version> page, NewestVersions changed) {
    run.unlessRecalled();
    ResourceKey patient = ResourceKey.patient(run.patient());
    Set<ResourceKey> unknown = new HashSet<>();
    for (Version version : page) {
      changed.saw(version);
      if (version.resource() != null && version.resource().names(patient)) {
        changed.add(version.key());
      } else if (!changed.contains(version.key())) {
        unknown.add(version.key());
        if (version.resource() != null) {
          unknown.addAll(version.resource().references());
        }
      }
    }
    if (changed.size() > MOST) {
      throw new TransferFailure(UNREADABLE, "too many changes to be followed");
    }
    return (unknown.isEmpty() ? Future.<Void>succeededFuture() : own(run, page, unknown, changed))
        .compose(known -> run.shifting() ? shifted(run, page) : Future.succeededFuture());
  }

  private Future<Void> own(
      Run run, List<Version> page, Set<ResourceKey> unknown, NewestVersions changed) {
    return Future.all(ownItems.own(run, unknown), ownItems.onceOwn(run, unknown))
        .map(
            known -> {
              Set<ResourceKey> own = known.resultAt(0);
              Set<ResourceKey> onceOwn = known.resultAt(1);
              page.stream()
                  // What refers to everybody's is not the patient's for that
                  .filter(version -> onceOwn.contains(version.key()) || concerns(version, own))
                  .forEach(version -> changed.add(version.key()));
              return null;
            });
  }

  /**
   * Where something was deleted that a page had shown, what came after it may have moved to that
   * page, and nothing has happened to it that would tell.
   */
  private Future<Void> shifted(Run run, List<Version> page) {
    Set<ResourceKey> deleted = new HashSet<>();
    for (Version version : page) {
      if (version.resource() == null) {
        deleted.add(version.key());
      }
    }
    return deleted.isEmpty()
        ? Future.succeededFuture()
        : items
            .held(run, deleted)
            .map(
                shown -> {
                  if (!shown.isEmpty()) {
                    run.shifted();
                  }
                  return null;
                });
  }

  private static boolean concerns(Version version, Set<ResourceKey> own) {
    return own.contains(version.key())
        || (version.resource() != null
            && version.resource().references().stream().anyMatch(own::contains));
  }
}
