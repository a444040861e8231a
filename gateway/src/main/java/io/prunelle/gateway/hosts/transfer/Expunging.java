// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.FhirHost;
import io.prunelle.gateway.hosts.fhir.HostWriting.Versions;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Removes the versions of what was deleted from a host, and keeps whether all are gone. */
final class Expunging {

  private static final int AT_ONCE = 4;

  /** One that the host refuses to expunge says nothing of the others; so many do. */
  private static final int ENOUGH = 8;

  private static final int SOME = 2;

  private final FhirHost host;
  private final boolean may;
  private boolean complete = true;
  private boolean any;
  private int refused;
  private @Nullable Throwable failure;
  private @Nullable Boolean together;

  Expunging(FhirHost host) {
    this(host, true);
  }

  /**
   * @param may whether any version may be removed: else all count as kept
   */
  Expunging(FhirHost host, boolean may) {
    this.host = host;
    this.may = may;
  }

  /**
   * Gives those of which the host showed that it has no version any more; others follow only if
   * there was {@link #unlessFailed no failure}.
   */
  Future<List<ResourceKey>> all(List<ResourceKey> keys) {
    Map<ResourceKey, Versions> ifAny = new TreeMap<>();
    List<ResourceKey> removed = new ArrayList<>();
    return toldTogether(keys)
        .compose(told -> InTurn.each(keys, AT_ONCE, key -> one(key, ifAny)))
        .compose(
            asked ->
                host.writing()
                    .left(
                        ifAny,
                        Boolean.TRUE.equals(together),
                        (key, versions) -> {
                          note(versions);
                          if (versions == Versions.REMOVED) {
                            removed.add(key);
                          }
                        }))
        .map(removed);
  }

  /** Looked at once, while versions are there to be shown. */
  private Future<?> toldTogether(List<ResourceKey> keys) {
    return !may || together != null || keys.size() < SOME
        ? Future.succeededFuture()
        : host.writing().tellsTogether(keys.subList(0, SOME)).onSuccess(tells -> together = tells);
  }

  private Future<?> one(ResourceKey key, Map<ResourceKey, Versions> ifAny) {
    if (!may) {
      note(Versions.KEPT);
      return Future.succeededFuture();
    }
    if (failure != null || (!any && refused >= ENOUGH)) {
      return Future.succeededFuture();
    }
    return host.writing()
        .expunge(key)
        .transform(
            (means, failed) -> {
              if (failed != null) {
                failure = failed;
              } else {
                means.ifPresentOrElse(
                    versions -> ifAny.put(key, versions), () -> note(Versions.KEPT));
              }
              return Future.succeededFuture();
            });
  }

  private void note(Versions versions) {
    complete &= versions == Versions.REMOVED;
    any |= versions != Versions.KEPT;
    refused += versions == Versions.KEPT ? 1 : 0;
  }

  /** Of any of these, once what has been done is kept. */
  Future<Void> unlessFailed() {
    return failure == null ? Future.succeededFuture() : Future.failedFuture(failure);
  }

  boolean complete() {
    return complete;
  }
}
