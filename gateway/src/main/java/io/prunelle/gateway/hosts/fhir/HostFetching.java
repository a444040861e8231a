// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.fhir.HostDialogue.GONE;

import io.prunelle.gateway.hosts.fhir.HostPages.Each;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a host shows of resources that are asked for by their names. */
public final class HostFetching {

  /** Servers bound a request's first line, commonly at 8 KiB. */
  private static final int LONGEST_NAMES = 4_000;

  /** Of a search whose further pages are not asked for, HAPI shows a hundred. */
  private static final int MOST_IDS = 99;

  private final HostDialogue dialogue;
  private final Together together;
  private final HostPages pages;
  private final Supplier<Future<Capabilities>> offer;

  HostFetching(
      HostDialogue dialogue,
      Together together,
      HostPages pages,
      Supplier<Future<Capabilities>> offer) {
    this.dialogue = dialogue;
    this.together = together;
    this.pages = pages;
    this.offer = offer;
  }

  /** Shows those of the resources that the host has. */
  Future<Void> these(Collection<ResourceKey> keys, Each each) {
    Map<String, List<String>> idsByType =
        keys.stream()
            .collect(
                Collectors.groupingBy(
                    ResourceKey::type,
                    TreeMap::new,
                    Collectors.mapping(ResourceKey::id, Collectors.toList())));
    List<String> reads = new ArrayList<>();
    idsByType.forEach(
        (type, ids) -> {
          // FHIR R4, binary.html: it has no search parameters to speak of
          if (type.equals(ResourceKey.BINARY)) {
            ids.forEach(id -> reads.add(type + "/" + id));
          } else {
            named(ids, MOST_IDS).forEach(names -> reads.add(type + "?_id=" + names));
          }
        });
    return offer.get().compose(can -> each(can, reads, each, read -> alone(can, read, each)));
  }

  /** The same, of each by a read: a search may find what there was before. */
  public Future<Void> named(Collection<ResourceKey> keys, Each each) {
    return offer
        .get()
        .compose(
            can ->
                each(
                    can,
                    keys.stream()
                        .filter(key -> !can.lacks(key.type()))
                        .map(ResourceKey::toString)
                        .toList(),
                    each,
                    read -> alone(can, read, each)));
  }

  /**
   * The same.
   *
   * @return which of them the host has, or had until somebody deleted them
   */
  Future<Set<ResourceKey>> had(Collection<ResourceKey> keys, Each each) {
    Set<ResourceKey> had = new TreeSet<>();
    Each noting =
        found -> {
          found.forEach(one -> had.add(one.key()));
          return each.apply(found);
        };
    return offer
        .get()
        .compose(
            can ->
                each(
                    can,
                    keys.stream().map(ResourceKey::toString).toList(),
                    noting,
                    read -> alone(ResourceKey.parse(read), noting, had)))
        .map(had);
  }

  /**
   * Many at once.
   *
   * @param reads searches by id, and reads
   * @param alone asks for what is not shown among others
   */
  private Future<Void> each(
      Capabilities can, List<String> reads, Each each, Function<String, Future<?>> alone) {
    return together.each(
        can.batch(),
        reads,
        new Together.Reads<String, List<Resource>>(
            read -> isSearch(read) ? HostPages.counting(read, pages.size()) : read,
            HostFetching::fetched,
            (read, found) -> each.apply(found),
            alone,
            false,
            false));
  }

  private Future<?> alone(ResourceKey key, Each each, Set<ResourceKey> had) {
    AtomicBoolean deleted = new AtomicBoolean();
    return read(key, status -> deleted.set(status == HostDialogue.DELETED))
        .compose(
            found -> {
              if (deleted.get()) {
                had.add(key);
              }
              return found.isPresent()
                  ? each.apply(List.of(found.get()))
                  : Future.succeededFuture();
            });
  }

  private static boolean isSearch(String read) {
    return read.indexOf('?') > 0;
  }

  /** What is not shown among others is asked for by itself before it counts as not there. */
  private static Optional<List<Resource>> fetched(String read, Together.Part part) {
    int named = 1 + Math.max(read.indexOf('/'), read.indexOf('='));
    Set<String> ids = new HashSet<>(List.of(read.substring(named).split(",", -1)));
    return part.whole()
        .filter(Page::whole)
        .map(Page::resources)
        .filter(
            found ->
                found.stream()
                    .map(each -> each.key().id())
                    .collect(Collectors.toSet())
                    .equals(ids));
  }

  private Future<?> alone(Capabilities can, String read, Each each) {
    if (isSearch(read)) {
      return pages.search(read, can.lacks(type(read)), each);
    }
    return read(ResourceKey.parse(read))
        .compose(
            found ->
                found.isPresent() ? each.apply(List.of(found.get())) : Future.succeededFuture());
  }

  private static String type(String search) {
    return search.substring(0, search.indexOf('?'));
  }

  /** Values of one parameter, put together as far as an address may be long. */
  static List<String> named(List<String> values) {
    return named(values, Integer.MAX_VALUE);
  }

  private static List<String> named(List<String> values, int most) {
    List<String> together = new ArrayList<>();
    StringBuilder names = new StringBuilder();
    int count = 0;
    for (String value : values) {
      boolean full = count == most || names.length() + value.length() >= LONGEST_NAMES;
      if (!names.isEmpty() && full) {
        together.add(names.toString());
        names.setLength(0);
        count = 0;
      }
      count++;
      names.append(names.isEmpty() ? "" : ",").append(value);
    }
    if (!names.isEmpty()) {
      together.add(names.toString());
    }
    return together;
  }

  /** One of them; empty if the host does not have it, or no longer. */
  Future<Optional<Resource>> read(ResourceKey key) {
    return read(key, status -> {});
  }

  private Future<Optional<Resource>> read(ResourceKey key, IntConsumer status) {
    return dialogue.read(
        key.toString(),
        answer -> {
          status.accept(answer.status());
          return GONE.contains(answer.status())
              ? Optional.empty()
              : Optional.of(HostDialogue.whole(Page::single).apply(answer));
        });
  }
}
