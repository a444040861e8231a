// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** A page of names after the other, until one is empty. */
final class KeyPages {

  private KeyPages() {}

  /**
   * @param page those that come after a name, in the order of names; after the empty one the first
   * @param each what is done with a page before the next one is asked for
   */
  static Future<Void> each(
      Function<String, Future<List<ResourceKey>>> page,
      Function<List<ResourceKey>, Future<?>> each) {
    return Loop.from(
        "",
        after ->
            page.apply(after)
                .compose(
                    keys ->
                        keys.isEmpty()
                            ? Future.succeededFuture(null)
                            : each.apply(keys).map(keys.get(keys.size() - 1).toString())));
  }
}
