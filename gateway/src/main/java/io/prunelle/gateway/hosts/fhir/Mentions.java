// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.ReadSearches.Shown;
import io.prunelle.gateway.hosts.fhir.TraceSearches.Search;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what names a patient and was not shown with the record: by the very searches that look for
 * what is left once the record is erased, so that nothing turns up only then. A host's {@code
 * $everything} may leave out what it likes: what these searches find is counted, and read where the
 * counts differ. What a reading of the record has searched to the end is not searched once more.
 */
public final class Mentions {

  /** Deals with what was found; tells whether any of it was new. */
  public interface Found extends Function<List<Resource>, Future<Boolean>> {}

  /** How many resources that name the patient are known by now, by their type. */
  public interface Known extends Supplier<Future<Map<String, Integer>>> {}

  private final FhirHost host;
  private final String patient;
  private final Found found;
  private final @Nullable Known known;
  private final ReadSearches read;
  private final HostTypes there;

  /** By which parameters something is found in a type. */
  private final Map<String, Set<String>> finding = new TreeMap<>();

  /**
   * Those of which the first few were known, and of which there are more; those that were read,
   * where the host has not said how many there are.
   */
  private final List<Search> uncounted = new ArrayList<>();

  /**
   * @param known null where it is enough to see the first few of what there is
   * @param read what has been searched, and found, already
   * @param there of which types the host has any
   */
  public Mentions(
      FhirHost host,
      String patient,
      Found found,
      @Nullable Known known,
      ReadSearches read,
      HostTypes there) {
    this.host = host;
    this.patient = patient;
    this.found = found;
    this.known = known;
    this.read = read;
    this.there = there;
  }

  public Future<Void> all() {
    return Future.all(host.capabilities(), identifiers())
        .compose(
            said -> {
              Optional<Capabilities> capabilities = said.resultAt(0);
              List<Identifier> identifiers = said.resultAt(1);
              List<Search> searches =
                  new TraceSearches(capabilities)
                      .of(patient, identifiers).stream().filter(Search::offered).toList();
              searches.forEach(search -> read.by(search).ifPresent(all -> wasRead(search, all)));
              return search(searches.stream().filter(search -> read.by(search).isEmpty()).toList());
            })
        .compose(begun -> uncounted.isEmpty() ? Future.succeededFuture() : count());
  }

  private Future<Void> search(List<Search> searches) {
    return there
        .some(searches.stream().map(Search::type).collect(Collectors.toSet()))
        .compose(
            some ->
                host.searches()
                    .firsts(
                        searches.stream().filter(search -> some.contains(search.type())).toList(),
                        Search::asked,
                        this::begin));
  }

  /** Nothing new can be found by it, unless the host has shown less than there is. */
  private void wasRead(Search search, Shown all) {
    if (all.resources() > 0) {
      finds(search);
      if (all.total() == 0) {
        uncounted.add(search);
      }
    }
  }

  private void finds(Search search) {
    finding.computeIfAbsent(search.type(), first -> new TreeSet<>()).add(whose(search));
  }

  private Future<List<Identifier>> identifiers() {
    List<Identifier> identifiers = new ArrayList<>();
    return host.fetch(
            List.of(ResourceKey.patient(patient)),
            page -> {
              page.forEach(resource -> identifiers.addAll(Identifier.of(resource)));
              return Future.succeededFuture();
            })
        .map(identifiers);
  }

  /**
   * Looks at some first. If these were shown with the record the others that are found by a
   * parameter of the compartment are counted alone; a host that answers with something else has not
   * searched.
   */
  private Future<Void> begin(Search search, Optional<Page> page, boolean goesOn) {
    List<Resource> some = page.map(Page::resources).orElse(List.of());
    List<Resource> meant = some.stream().filter(search.meant()).toList();
    boolean more = goesOn && meant.size() == some.size();
    if (!meant.isEmpty()) {
      finds(search);
    }
    return take(meant)
        .compose(
            fresh -> {
              if (known == null) {
                return Future.succeededFuture();
              } else if (more && (fresh || !PatientSearches.inCompartment(search))) {
                return read(search).mapEmpty();
              } else if (more) {
                uncounted.add(search);
              }
              return Future.succeededFuture();
            });
  }

  /** Where a type has both of these, both say of whom it is. */
  private static String whose(Search search) {
    return search.parameter().equals("subject") ? "patient" : search.parameter();
  }

  private Future<Void> count() {
    return Objects.requireNonNull(known)
        .get()
        .compose(
            numbers ->
                host.searches()
                    .counts(
                        uncounted,
                        Search::asked,
                        (search, count) ->
                            isAll(search, count, numbers)
                                ? Future.succeededFuture()
                                : differs(search, count)));
  }

  private boolean isAll(Search search, OptionalInt count, Map<String, Integer> numbers) {
    return read.by(search)
        .map(shown -> shown.resources() >= count.orElse(0))
        .orElseGet(
            () ->
                // What is found in another way as well need not be the same
                finding.getOrDefault(search.type(), Set.of()).size() == 1
                    && count.equals(OptionalInt.of(numbers.getOrDefault(search.type(), 0))));
  }

  /** Others may have been written or deleted meanwhile. */
  private Future<Void> differs(Search search, OptionalInt count) {
    return read(search)
        .compose(
            shown ->
                shown >= count.orElse(0)
                    ? Future.succeededFuture()
                    : host.searches()
                        .counts(
                            List.of(search),
                            Search::asked,
                            (same, now) ->
                                shown >= now.orElse(0)
                                    ? Future.succeededFuture()
                                    : Future.failedFuture(
                                        new TransferFailure(
                                            UNREADABLE,
                                            "%d of %d shown of %s"
                                                .formatted(shown, now.orElse(0), search.type())))));
  }

  /** Tells how many there are. */
  private Future<Integer> read(Search search) {
    Set<ResourceKey> shown = new HashSet<>();
    return host.searches()
        .all(
            search.asked(),
            page -> {
              page.forEach(resource -> shown.add(resource.key()));
              return take(page.stream().filter(search.meant()).toList());
            })
        .map(all -> shown.size());
  }

  private Future<Boolean> take(List<Resource> resources) {
    return resources.isEmpty() ? Future.succeededFuture(false) : found.apply(resources);
  }
}
