// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.transfer.TraceSearches.Search;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds what names a patient and was not shown with the record: by the very searches that look for
 * what is left once the record is erased, so that nothing turns up only then.
 */
final class Mentions {

  /** Deals with what was found; tells whether any of it was new. */
  interface Found extends Function<List<Resource>, Future<Boolean>> {}

  private final FhirHost host;
  private final String patient;
  private final Found found;

  Mentions(FhirHost host, String patient, Found found) {
    this.host = host;
    this.patient = patient;
    this.found = found;
  }

  Future<Void> all() {
    return Future.all(host.capabilities(), identifiers())
        .compose(
            known -> {
              Optional<Capabilities> capabilities = known.resultAt(0);
              List<Identifier> identifiers = known.resultAt(1);
              return host.firsts(
                  new TraceSearches(capabilities)
                      .of(patient, identifiers).stream().filter(Search::offered).toList(),
                  Search::asked,
                  this::begin);
            });
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
   * Looks at some first. If these were shown with the record so were the others that are found by a
   * parameter of the compartment, and a host that answers with something else has not searched.
   */
  private Future<Void> begin(Search search, Optional<Page> page) {
    List<Resource> some = page.map(Page::resources).orElse(List.of());
    List<Resource> meant = some.stream().filter(search.meant()).toList();
    boolean more =
        page.filter(first -> first.next() != null).isPresent() && meant.size() == some.size();
    return take(meant)
        .compose(
            fresh ->
                more && (fresh || !PatientSearches.inCompartment(search))
                    ? all(search)
                    : Future.succeededFuture());
  }

  private Future<Void> all(Search search) {
    return host.all(search.asked(), page -> take(page.stream().filter(search.meant()).toList()));
  }

  private Future<Boolean> take(List<Resource> resources) {
    return resources.isEmpty() ? Future.succeededFuture(false) : found.apply(resources);
  }
}
