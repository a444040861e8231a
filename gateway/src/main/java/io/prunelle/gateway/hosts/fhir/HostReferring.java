// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.prunelle.gateway.hosts.fhir.HostPages.Each;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What on a host refers to something. */
public final class HostReferring {

  private final HostDialogue dialogue;
  private final Together together;
  private final HostPages pages;
  private final Supplier<Future<Capabilities>> offer;

  HostReferring(
      HostDialogue dialogue,
      Together together,
      HostPages pages,
      Supplier<Future<Capabilities>> offer) {
    this.dialogue = dialogue;
    this.together = together;
    this.pages = pages;
    this.offer = offer;
  }

  /** The searches that find what refers to something, of types that the host has any of. */
  public Future<Collection<String>> searches() {
    return offer
        .get()
        .compose(
            can -> {
              Map<String, List<String>> searches = new TreeMap<>(PatientSearches.referring(can));
              return together
                  .each(
                      can.batch(),
                      List.copyOf(searches.keySet()),
                      new Together.Reads<String, Boolean>(
                          HostReferring::any,
                          (type, part) ->
                              some(part).or(() -> part.whole().map(HostReferring::none)),
                          (type, none) ->
                              Future.succeededFuture(none && searches.remove(type) != null),
                          type -> none(type).map(none -> none && searches.remove(type) != null),
                          true))
                  .map(asked -> searches.values().stream().flatMap(List::stream).toList());
            });
  }

  /** Not by a count, for which a host may have to read all that it has of the type. */
  private Future<Boolean> none(String type) {
    return dialogue.page(any(type), 1, HostDialogue.whole(Page::of)).map(HostReferring::none);
  }

  private static String any(String type) {
    return type + "?_count=1";
  }

  /** There are some if it shows one, whatever there is behind it. */
  private static Optional<Boolean> some(Together.Part part) {
    return part.page().filter(page -> !page.resources().isEmpty()).map(HostReferring::none);
  }

  private static boolean none(Page page) {
    return page.resources().isEmpty() && page.next() == null && page.total() == 0;
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
