// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.HOST_REFUSED;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.REMAINS;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Capabilities;
import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.Identifier;
import io.prunelle.gateway.hosts.fhir.Page;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.fhir.TraceSearches;
import io.prunelle.gateway.hosts.fhir.TraceSearches.Search;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks for what a host may still have of a record that was erased there: by the patient's id in
 * every type that can refer to a patient, by the ids of what was erased in what tells of other
 * resources, by the patient's identifiers, and by what the access journal names.
 */
final class Traces {

  private static final int MOST_NAMED = 20;

  /** It does not tell how many there are. */
  private static final Set<TransferFailure.Reason> UNTOLD =
      Set.of(HOST_REFUSED, UNREADABLE, TOO_LARGE);

  /** So many that their searches fill a batch. */
  private static final int TOGETHER = 10 * TraceSearches.IDS_PER_SEARCH;

  /**
   * What was searched without a result.
   *
   * @param parameters by type
   * @param notOffered the same of those that the host does not offer, or does not keep to
   * @param identifiers of the patient that were searched
   * @param namesakes how many other Patients with one of them there are, of a record that could not
   *     wait for somebody to look who they are
   * @param bundles whether the host keeps whole Bundles, or does not say that it keeps none
   */
  record Searched(
      SortedMap<String, List<String>> parameters,
      SortedMap<String, List<String>> notOffered,
      int identifiers,
      int namesakes,
      boolean bundles) {}

  private final CopiedItems copied;
  private final UnreferencedBinaries binaries;
  private final LeftBehind left;
  private final Findings findings;

  Traces(CopiedItems copied, UnreferencedBinaries binaries, LeftBehind left, Findings findings) {
    this.copied = copied;
    this.binaries = binaries;
    this.left = left;
    this.findings = findings;
  }

  /** Fails with {@link TransferFailure} that names what was found. */
  Future<Searched> none(Run run) {
    return Future.all(run.source().capabilities(), identifiers(run))
        .compose(
            known -> {
              Optional<Capabilities> capabilities = known.resultAt(0);
              List<Identifier> identifiers = known.resultAt(1);
              TraceSearches searches = new TraceSearches(capabilities);
              Looking looking = new Looking(run);
              return looking
                  .at(searches.of(run.patient(), identifiers))
                  .compose(looked -> referring(run, searches, looking))
                  .compose(
                      looked ->
                          binaries.atSource(
                              run, named -> Future.succeededFuture(Set.of()), looking::left))
                  .compose(looked -> left.ownAtSource(run, looking::left))
                  .compose(looked -> looking.nothing())
                  .compose(nothing -> keepsBundles(run.source(), capabilities))
                  .map(bundles -> looking.searched(identifiers.size(), bundles));
            });
  }

  private Future<Void> referring(Run run, TraceSearches searches, Looking looking) {
    return KeyPages.each(
        after -> copied.named(run, false, after, TOGETHER),
        erased -> looking.at(searches.referring(erased)));
  }

  /**
   * R4 searches a Bundle by nothing of the patients in it, and to read whatever others keep would
   * take as long as there is of it. So they are counted at most, and none of them is asked for: it
   * need not have anything to do with the record.
   */
  private static Future<Boolean> keepsBundles(FhirHost host, Optional<Capabilities> capabilities) {
    if (capabilities.isEmpty() || capabilities.get().lacks(ResourceKey.BUNDLE)) {
      return Future.succeededFuture(capabilities.isEmpty());
    }
    AtomicBoolean none = new AtomicBoolean();
    return host.searches()
        .counts(
            List.of(ResourceKey.BUNDLE + "?_summary=count"),
            Function.identity(),
            (search, count) -> {
              none.set(count.equals(OptionalInt.of(0)));
              return Future.succeededFuture();
            })
        .recover(
            failure ->
                failure instanceof TransferFailure known && UNTOLD.contains(known.reason())
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure))
        .map(counted -> !none.get());
  }

  /**
   * By what else the patient is known: as their Patient says where the record lives, or said where
   * it was if it lives nowhere in its practice.
   */
  private Future<List<Identifier>> identifiers(Run run) {
    return run.kind().departs()
        ? findings.known(run.claim(), run.transfer())
        : said(run, run.destination());
  }

  /** As a host has it. */
  static Future<List<Identifier>> said(Run run, FhirHost host) {
    List<Identifier> identifiers = new ArrayList<>();
    return host.fetch(
            List.of(ResourceKey.patient(run.patient())),
            page -> {
              page.forEach(patient -> identifiers.addAll(Identifier.of(patient)));
              return Future.succeededFuture();
            })
        .map(identifiers);
  }

  private static final class Looking {
    private final Run run;
    private final FhirHost host;
    private final Set<ResourceKey> found = new TreeSet<>();
    private final Set<ResourceKey> namesakes = new TreeSet<>();
    private final SortedMap<String, Set<String>> searched = new TreeMap<>();
    private final SortedMap<String, Set<String>> notOffered = new TreeMap<>();

    Looking(Run run) {
      this.run = run;
      this.host = run.source();
    }

    Future<Void> at(List<Search> searches) {
      searches.stream()
          .filter(search -> !search.offered())
          .forEach(search -> note(notOffered, search));
      return host.searches()
          .firsts(
              searches.stream().filter(Search::offered).toList(),
              Search::asked,
              (search, page, more) -> seen(search, page));
    }

    /** Found by its name. */
    Future<Void> left(List<Resource> page) {
      page.stream().map(Resource::key).forEach(found::add);
      return Future.succeededFuture();
    }

    private Future<Void> seen(Search search, Optional<Page> page) {
      boolean more =
          page.filter(first -> first.resources().isEmpty() && first.next() != null).isPresent();
      look(search, page);
      return more ? further(search) : Future.succeededFuture();
    }

    /** An empty page that is not the last one has not shown that there is nothing. */
    private Future<Void> further(Search search) {
      return host.searches()
          .all(
              search.asked(),
              found -> {
                look(search, Optional.of(new Page(found, 0, null)));
                return Future.succeededFuture();
              })
          .recover(
              failure -> {
                if (failure instanceof TransferFailure known && known.reason() == UNREADABLE) {
                  note(notOffered, search);
                  return Future.succeededFuture();
                }
                return Future.failedFuture(failure);
              });
    }

    private void look(Search search, Optional<Page> page) {
      List<Resource> resources = page.map(Page::resources).orElse(List.of());
      List<Resource> hits = resources.stream().filter(search.meant()).toList();
      hits.forEach(hit -> (Namesakes.mayStay(run, hit) ? namesakes : found).add(hit.key()));
      // A host that answers with something else, or counts what it does not show, has not searched
      boolean kept =
          page.filter(shown -> shown.total() <= 0 || !resources.isEmpty()).isPresent()
              && hits.size() == resources.size();
      note(kept ? searched : notOffered, search);
    }

    Future<Void> nothing() {
      return found.isEmpty()
          ? Future.succeededFuture()
          : Future.failedFuture(new TransferFailure(REMAINS, named(found)));
    }

    Searched searched(int identifiers, boolean bundles) {
      notOffered.forEach(
          (type, names) -> searched.getOrDefault(type, new TreeSet<>()).removeAll(names));
      searched.values().removeIf(Set::isEmpty);
      if (searched.isEmpty()) {
        throw new TransferFailure(HOST_REFUSED, "none of the searches was made");
      }
      boolean byIdentifier =
          searched.getOrDefault(ResourceKey.PATIENT, Set.of()).contains(TraceSearches.IDENTIFIER);
      return new Searched(
          lists(searched),
          lists(notOffered),
          byIdentifier ? identifiers : 0,
          namesakes.size(),
          bundles);
    }
  }

  private static Object note(SortedMap<String, Set<String>> where, Search search) {
    return where.computeIfAbsent(search.type(), first -> new TreeSet<>()).add(search.parameter());
  }

  private static String named(Set<ResourceKey> found) {
    String some =
        found.stream()
            .limit(MOST_NAMED)
            .map(ResourceKey::toString)
            .collect(Collectors.joining(", "));
    return found.size() + " resources: " + some;
  }

  private static SortedMap<String, List<String>> lists(SortedMap<String, Set<String>> sets) {
    SortedMap<String, List<String>> lists = new TreeMap<>();
    sets.forEach((type, names) -> lists.put(type, List.copyOf(names)));
    return lists;
  }
}
