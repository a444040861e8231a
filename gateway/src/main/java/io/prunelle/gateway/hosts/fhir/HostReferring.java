// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.prunelle.gateway.hosts.fhir.HostPages.Each;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What on a host refers to something. */
public final class HostReferring {

  private final HostPages pages;
  private final Supplier<HostTypes> types;
  private final Supplier<Future<Capabilities>> offer;

  HostReferring(HostPages pages, Supplier<HostTypes> types, Supplier<Future<Capabilities>> offer) {
    this.pages = pages;
    this.types = types;
    this.offer = offer;
  }

  /** The searches that find what refers to something, of types that the host has any of. */
  public Future<Collection<String>> searches() {
    return offer
        .get()
        .map(PatientSearches::referring)
        .compose(
            searches ->
                types
                    .get()
                    .some(searches.keySet())
                    .map(
                        some ->
                            searches.entrySet().stream()
                                .filter(type -> some.contains(type.getKey()))
                                .flatMap(type -> type.getValue().stream())
                                .toList()));
  }

  /** What refers to any of these, by the searches for that. */
  public Future<Void> to(Collection<String> searches, Collection<ResourceKey> targets, Each each) {
    return offer
        .get()
        .compose(
            can ->
                pages.all(
                    can,
                    searches.stream().flatMap(search -> to(search, targets)).toList(),
                    each,
                    (search, shown) -> {}));
  }

  private static Stream<String> to(String search, Collection<ResourceKey> targets) {
    List<String> names =
        targets.stream()
            .filter(target -> PatientSearches.finds(search, target))
            .map(ResourceKey::toString)
            .toList();
    return HostFetching.named(names).stream().map(search::concat);
  }
}
