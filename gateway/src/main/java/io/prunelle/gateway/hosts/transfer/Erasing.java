// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.COPY_DIFFERS;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.REMAINS;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.SOURCE_CHANGED;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Removes the record from where it was. Refuses unless the destination holds all of it at this very
 * moment, and the source nothing that was not compared.
 */
final class Erasing {

  private final Guards guards;
  private final Collector collector;
  private final Removal removal;
  private final Traces traces;
  private final TransferTable table;

  Erasing(Guards guards, Collector collector, Removal removal, Traces traces, TransferTable table) {
    this.guards = guards;
    this.collector = collector;
    this.removal = removal;
    this.traces = traces;
    this.table = table;
  }

  /** What is known of an erasure when nothing of the record was found any more. */
  record Erased(Run run, boolean expunged, Traces.Searched searched) {}

  Future<Erased> run(Run run) {
    Set<ResourceKey> keys = run.transfer().manifest().items().keySet();
    return guards
        .placedAtDestination(run)
        .compose(placed -> collector.present(run.destination(), run.patient(), keys))
        .compose(
            there -> {
              destinationHolds(run.transfer().manifest(), there);
              return collector.present(run.source(), run.patient(), keys);
            })
        .compose(
            here -> {
              sourceUnchanged(run.transfer().manifest(), here);
              return removal.remove(run.source(), here, keys);
            })
        .compose(
            expunged ->
                run.now(table.expunged(run.claim(), run.transfer(), expunged))
                    .compose(this::nothingLeft)
                    .compose(nothing -> traces.none(run))
                    .map(searched -> new Erased(run, expunged, searched)));
  }

  /**
   * Equal to what was compared, or written again since: then the host has given it a new version.
   */
  private static void destinationHolds(Manifest manifest, RecordContent there) {
    Map<ResourceKey, String> actual = new HashMap<>(there.digests());
    manifest
        .items()
        .forEach(
            (key, item) -> {
              Resource resource = there.own().get(key);
              if (resource != null && !resource.version().equals(item.version())) {
                actual.put(key, item.digest());
              }
            });
    actual.keySet().retainAll(manifest.items().keySet());
    Comparison comparison = Comparison.of(manifest.digests(), actual);
    if (!comparison.equal()) {
      throw new TransferFailure(COPY_DIFFERS, comparison.summary());
    }
  }

  /** Parts of it may be gone already, by an attempt before. */
  private static void sourceUnchanged(Manifest manifest, RecordContent here) {
    Comparison comparison = Comparison.of(manifest.digests(), here.digests());
    if (!comparison.different().isEmpty() || !comparison.unexpected().isEmpty()) {
      throw new TransferFailure(SOURCE_CHANGED, comparison.summary());
    }
  }

  private Future<Run> nothingLeft(Run run) {
    return collector
        .present(run.source(), run.patient(), Set.of())
        .map(
            left -> {
              if (!left.own().isEmpty()) {
                throw new TransferFailure(REMAINS, left.own().size() + " resources");
              }
              return run;
            });
  }
}
