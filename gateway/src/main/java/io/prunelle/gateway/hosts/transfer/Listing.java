// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.NOT_CARRIED;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.NO_RECORD;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.HostPages.Each;
import io.prunelle.gateway.hosts.fhir.HostTypes;
import io.prunelle.gateway.hosts.fhir.Mentions;
import io.prunelle.gateway.hosts.fhir.ReadSearches;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads what the source has into rows: what it calls everything, what refers to that, and all that
 * either refers to. No more than two pages of content are held at a time.
 */
final class Listing {

  private static final int TOGETHER = 200;
  private static final int NAMED = 10;

  private final Items items;
  private final OwnItems ownItems;
  private final SharedItems shared = new SharedItems();
  private final UnreferencedBinaries binaries;
  private final LeftBehind left;
  private final long mostBytes;

  /**
   * @param mostBytes of a record that is moved
   */
  Listing(
      Items items,
      OwnItems ownItems,
      UnreferencedBinaries binaries,
      LeftBehind left,
      long mostBytes) {
    this.items = items;
    this.ownItems = ownItems;
    this.binaries = binaries;
    this.left = left;
    this.mostBytes = mostBytes;
  }

  /**
   * All of it; fails when the host does not have the patient.
   *
   * @param last whether writers wait: then it is looked at what is new alone whether others refer
   *     to it. So it was at the rest just before, and is at all of it before anything is erased
   * @return the number of the reading
   */
  Future<Integer> whole(Run run, boolean last) {
    return reading(run, true)
        .compose(
            reading ->
                reading
                    .everything()
                    .compose(shown -> reading.complete())
                    // What tells of what is everybody's is nobody's
                    .compose(completed -> shared.settle(run))
                    .compose(settled -> reading.referringToAll())
                    .compose(found -> reading.complete())
                    .compose(completed -> reading.mentions())
                    .compose(found -> reading.complete())
                    .compose(completed -> reading.unreferenced())
                    .compose(found -> reading.complete())
                    .compose(completed -> reading.attachments())
                    .compose(found -> reading.allCarried())
                    .compose(can -> complete(run, reading.number))
                    .compose(read -> shared.settle(run))
                    .compose(
                        settled ->
                            new Others(run, items, ownItems, last && erases(run), reading.there)
                                .none())
                    .map(reading.number));
  }

  private Future<Void> complete(Run run, int listing) {
    run.shifting(true);
    return items.goneUnlessListed(run, listing);
  }

  private static boolean erases(Run run) {
    return run.kind() != Move.Kind.COPY;
  }

  /** Those that have changed, and what has come with them. */
  Future<Void> again(Run run, NewestVersions changed) {
    return reading(run, false)
        .compose(
            reading ->
                reading
                    .fetch(changed)
                    .compose(read -> reading.complete())
                    .compose(completed -> reading.allCarried())
                    .compose(can -> shared.settle(run)));
  }

  private Future<Reading> reading(Run run, boolean whole) {
    return run.source()
        .referring()
        .searches()
        .compose(
            searches ->
                items.nextListing(run).map(number -> new Reading(run, number, whole, searches)));
  }

  private final class Reading {
    private final Run run;
    private final int number;
    private final boolean whole;
    private final Collection<String> searches;
    private final Ownership ownership;
    private final ReadSearches read = new ReadSearches();
    private final HostTypes there;
    private final Set<ResourceKey> cannot = new TreeSet<>();
    private final Set<ResourceKey> without = new TreeSet<>();
    private long bytes;

    Reading(Run run, int number, boolean whole, Collection<String> searches) {
      this.run = run;
      this.number = number;
      this.whole = whole;
      this.searches = searches;
      this.ownership = Ownership.of(run.patient());
      this.there = run.source().types();
    }

    Future<Void> everything() {
      Set<ResourceKey> patient = Set.of(ResourceKey.patient(run.patient()));
      return run.source()
          .record(run.patient(), this::take, read)
          .compose(found -> items.listed(run, number, patient))
          .compose(
              shown ->
                  // A host that shows nothing of the patient has not shown that there is nothing
                  shown.isEmpty()
                      ? Future.failedFuture(
                          new TransferFailure(NO_RECORD, patient.iterator().next().toString()))
                      : Future.succeededFuture());
    }

    /** What several searches find is shown by each of them, and is once in the record. */
    private Future<Void> take(List<Resource> page) {
      Map<Resource, Boolean> owned = owned(page);
      return fresh(owned).compose(known -> items.list(run, number, owned));
    }

    /** Leaves what this reading has not shown in this form yet; gives in which forms it has. */
    private Future<Map<ResourceKey, String>> fresh(Map<Resource, Boolean> owned) {
      return items
          .digests(run, number, owned.keySet())
          .map(
              known -> {
                owned.keySet().removeIf(each -> each.digest().equals(known.get(each.key())));
                count(owned.keySet());
                return known;
              });
    }

    private Map<Resource, Boolean> owned(List<Resource> page) {
      // Of pages there may be many
      run.unlessRecalled();
      Map<ResourceKey, Resource> once = new TreeMap<>();
      page.forEach(resource -> once.put(resource.key(), resource));
      Map<Resource, Boolean> owned = new LinkedHashMap<>();
      for (Resource resource : once.values()) {
        owned.put(resource, ownership.shared(resource));
        if (run.kind() != Move.Kind.ERASURE
            && resource.addresses().stream().anyMatch(at -> at.startsWith(run.source().base()))) {
          cannot.add(resource.key());
        }
        if (run.kind() != Move.Kind.ERASURE && !resource.whole()) {
          without.add(resource.key());
        }
      }
      return owned;
    }

    private void count(Collection<Resource> resources) {
      resources.forEach(resource -> bytes += resource.body().length());
      if (bytes > mostBytes && run.kind() != Move.Kind.ERASURE) {
        throw new TransferFailure(TOO_LARGE, "more than " + mostBytes + " bytes");
      }
    }

    /** References of references, until nothing new turns up. */
    Future<Void> complete() {
      return Loop.from(
          TOGETHER,
          most ->
              items
                  .lacking(run, number, whole, most)
                  .compose(
                      lacking ->
                          lacking.isEmpty()
                              ? Future.succeededFuture(null)
                              : fetch(lacking).map(most)));
    }

    /**
     * What the source itself lacks is dangling there already: then the destination decides whether
     * it takes such a reference.
     */
    Future<Void> fetch(Collection<ResourceKey> keys) {
      return fetch(keys, keys, resource -> true);
    }

    /** What has changed, as new as the source has told. */
    Future<Void> fetch(NewestVersions changed) {
      return fetch(changed.keys(), changed.known(), changed::isCurrent);
    }

    /**
     * What a search does not show as it has to be is read by its name before it counts as gone.
     *
     * @param searched those that are searched for first
     */
    private Future<Void> fetch(
        Collection<ResourceKey> keys,
        Collection<ResourceKey> searched,
        Predicate<Resource> current) {
      Set<ResourceKey> missing = new TreeSet<>(keys);
      Each taking =
          page -> {
            page.forEach(resource -> missing.remove(resource.key()));
            return page.isEmpty()
                ? Future.succeededFuture()
                : whole ? take(page) : takeWithReferring(page);
          };
      return run.source()
          .fetch(searched, page -> taking.apply(page.stream().filter(current).toList()))
          .compose(found -> run.source().read(List.copyOf(missing), taking))
          .compose(
              read ->
                  missing.isEmpty()
                      ? Future.succeededFuture()
                      : items.missing(run, number, missing));
    }

    Future<Void> referringToAll() {
      if (searches.isEmpty()) {
        return Future.succeededFuture();
      }
      return Loop.from(
          "",
          after ->
              Visits.after(run, after)
                  .compose(
                      own ->
                          own.keys().isEmpty()
                              ? Future.succeededFuture(null)
                              : referringTo(own.keys()).map(own.last())));
    }

    /** What that finds is followed when all of it has been found: little of it leads on. */
    private Future<Void> referringTo(Collection<ResourceKey> targets) {
      Set<ResourceKey> fresh = new TreeSet<>();
      return run.source()
          .referring()
          .to(searches, targets, page -> listed(page).onSuccess(fresh::addAll).mapEmpty())
          .compose(all -> followed(fresh));
    }

    /** Whatever else names the patient, by which search ever. */
    Future<Void> mentions() {
      return new Mentions(
              run.source(),
              run.patient(),
              this::takeUnknown,
              () -> items.naming(run, number),
              read,
              there)
          .all();
    }

    private Future<Boolean> takeUnknown(List<Resource> page) {
      List<Resource> theirs = page.stream().filter(each -> !Namesakes.mayStay(run, each)).toList();
      return items
          .listed(run, number, theirs.stream().map(Resource::key).toList())
          .compose(
              known -> {
                List<Resource> unknown =
                    theirs.stream().filter(resource -> !known.contains(resource.key())).toList();
                // It would stay at the source, and name the patient there by an address elsewhere
                unknown.stream().filter(ownership::shared).map(Resource::key).forEach(cannot::add);
                return unknown.isEmpty()
                    ? Future.succeededFuture(false)
                    : takeWithReferring(unknown).map(true);
              });
    }

    /**
     * What was not known before may be referred to as well. What was, and is shown again for each
     * of all that it refers to, is read once.
     */
    private Future<Void> takeWithReferring(List<Resource> page) {
      return listed(page).compose(this::followed);
    }

    /** Gives what of it was not known before, and may be the patient's. */
    private Future<Set<ResourceKey>> listed(List<Resource> page) {
      Map<Resource, Boolean> owned = owned(page);
      return fresh(owned)
          .compose(
              known -> {
                Set<ResourceKey> fresh = new TreeSet<>();
                owned.forEach(
                    (resource, isShared) -> {
                      if (!isShared && !known.containsKey(resource.key())) {
                        fresh.add(resource.key());
                      }
                    });
                return items.list(run, number, owned).map(fresh);
              });
    }

    private Future<Void> followed(Set<ResourceKey> fresh) {
      return fresh.isEmpty()
          ? Future.succeededFuture()
          : shared
              .settle(run)
              .compose(settled -> ownItems.own(run, fresh))
              .compose(own -> own.isEmpty() ? Future.succeededFuture() : referringTo(own));
    }

    Future<Void> unreferenced() {
      UnreferencedBinaries.Known known = named -> items.listed(run, number, named);
      return binaries
          .atSource(run, known, this::takeWithReferring)
          .compose(found -> left.atSource(run, known, this::takeWithReferring));
    }

    /** What nothing refers to any more is the patient's still, as long as it is there. */
    Future<Void> attachments() {
      return Loop.from(
          ResourceKey.BINARY,
          after ->
              items
                  .unlisted(run, number, ResourceKey.BINARY, after, TOGETHER)
                  .compose(
                      keys ->
                          keys.isEmpty()
                              ? Future.succeededFuture(null)
                              : run.source()
                                  .fetch(keys, this::take)
                                  .map(keys.get(keys.size() - 1).toString())));
    }

    /**
     * An absolute address of this host would lead to nothing once the record has moved, and so
     * would what says where the host keeps content that it does not show.
     */
    Future<Void> allCarried() {
      return carried(cannot, "with absolute addresses")
          .compose(carried -> carried(without, "shown without their content"));
    }

    private static Future<Void> carried(Set<ResourceKey> not, String why) {
      if (not.isEmpty()) {
        return Future.succeededFuture();
      }
      String names =
          not.stream().limit(NAMED).map(ResourceKey::toString).collect(Collectors.joining(", "));
      return Future.failedFuture(
          new TransferFailure(NOT_CARRIED, not.size() + " " + why + ": " + names));
    }
  }
}
