// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A page after the other, in the order of names, until one is empty. */
final class KeyPages {

  private KeyPages() {}

  /**
   * @param page those that come after a name, in the order of names; after the empty one the first
   * @param each what is done with a page before the next one is asked for
   */
  static Future<Void> each(
      Function<String, Future<List<ResourceKey>>> page,
      Function<List<ResourceKey>, Future<?>> each) {
    return each(page, ResourceKey::toString, each);
  }

  /**
   * The same of what has names.
   *
   * @param name by which they are in order
   */
  static <T> Future<Void> each(
      Function<String, Future<List<T>>> page,
      Function<T, String> name,
      Function<List<T>, Future<?>> each) {
    return pages(page, some -> last(some).map(name), each);
  }

  /** The same of what is known by name. */
  static <T> Future<Void> byKey(
      Function<String, Future<Map<ResourceKey, T>>> page,
      Function<Map<ResourceKey, T>, Future<?>> each) {
    return pages(page, some -> last(List.copyOf(some.keySet())).map(ResourceKey::toString), each);
  }

  private static <P> Future<Void> pages(
      Function<String, Future<P>> page,
      Function<P, Optional<String>> last,
      Function<P, Future<?>> each) {
    return Loop.from(
        "",
        after ->
            page.apply(after)
                .compose(
                    some ->
                        last.apply(some)
                            .map(to -> each.apply(some).map(to))
                            .orElseGet(() -> Future.succeededFuture(null))));
  }

  private static <T> Optional<T> last(List<T> some) {
    return some.isEmpty() ? Optional.empty() : Optional.of(some.get(some.size() - 1));
  }
}
