// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.transfer.HostWriting.Versions;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Removes the versions of what was deleted from a host, and keeps whether all are gone. */
final class Expunging {

  private static final int AT_ONCE = 4;

  /** One that the host refuses to expunge says nothing of the others; so many do. */
  private static final int ENOUGH = 8;

  private final FhirHost host;
  private boolean complete = true;
  private boolean any;
  private int refused;

  Expunging(FhirHost host) {
    this.host = host;
  }

  /** Gives those of which the host showed that it has no version any more. */
  Future<List<ResourceKey>> all(List<ResourceKey> keys) {
    List<ResourceKey> removed = new ArrayList<>();
    return InTurn.each(keys, AT_ONCE, key -> one(key, removed)).map(removed);
  }

  private Future<?> one(ResourceKey key, List<ResourceKey> removed) {
    if (!any && refused >= ENOUGH) {
      return Future.succeededFuture();
    }
    return host.writing()
        .expunge(key)
        .onSuccess(
            versions -> {
              complete &= versions == Versions.REMOVED;
              any |= versions != Versions.KEPT;
              refused += versions == Versions.KEPT ? 1 : 0;
              if (versions == Versions.REMOVED) {
                removed.add(key);
              }
            });
  }

  boolean complete() {
    return complete;
  }
}
