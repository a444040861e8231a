// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.CONCERNS_OTHERS;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.COPY_DIFFERS;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.DESTINATION_OCCUPIED;

import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** Brings a record to the destination and compares what arrived. Can be repeated at any point. */
final class Copying {

  private final TransferTable table;
  private final Collector collector;
  private final Batches batches;

  Copying(TransferTable table, Collector collector, Batches batches) {
    this.table = table;
    this.collector = collector;
    this.batches = batches;
  }

  /** Reads the record at the source and sees to it that the destination has exactly the same. */
  Future<Run> run(Run run) {
    return collector.whole(run.source(), run.patient()).compose(content -> bring(run, content));
  }

  /** The same, unless what the destination has been compared with has not changed since. */
  Future<Run> catchUp(Run run) {
    return collector
        .whole(run.source(), run.patient())
        .compose(
            content ->
                Comparison.of(run.transfer().manifest().digests(), content.digests()).equal()
                    ? Future.succeededFuture(run)
                    : bring(run, content));
  }

  private Future<Run> bring(Run run, RecordContent content) {
    Manifest earlier = run.transfer().manifest();
    Set<ResourceKey> expected = new TreeSet<>(content.own().keySet());
    expected.addAll(earlier.written());
    return Future.all(there(run, expected), sharedThere(run, content))
        .compose(
            found -> {
              CopyPlan plan = CopyPlan.of(content, found.resultAt(0), found.resultAt(1), earlier);
              return keep(run, plan.undertaking(earlier), content)
                  .compose(kept -> write(run, plan))
                  .compose(written -> compare(run, plan, content));
            });
  }

  private Future<RecordContent> there(Run run, Set<ResourceKey> expected) {
    return collector
        .present(run.destination(), run.patient(), expected)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof TransferFailure known && known.reason() == CONCERNS_OTHERS
                        ? new TransferFailure(DESTINATION_OCCUPIED, "by another patient's data")
                        : failure));
  }

  private static Future<Set<ResourceKey>> sharedThere(Run run, RecordContent content) {
    Set<ResourceKey> there = new HashSet<>();
    return run.destination()
        .fetch(
            content.shared().stream().map(Resource::key).toList(),
            resource -> there.add(resource.key()))
        .map(there);
  }

  private Future<Run> keep(Run run, Manifest manifest, RecordContent content) {
    return run.now(table.keep(run.claim(), run.transfer(), manifest, content.bytes()));
  }

  private Future<Void> write(Run run, CopyPlan plan) {
    run.unlessRecalled();
    Future<Void> cleared =
        plan.stale().isEmpty() ? Future.succeededFuture() : run.destination().delete(plan.stale());
    return cleared.compose(
        clear ->
            InTurn.each(
                batches.of(LoadOrder.of(plan.write())),
                batch -> {
                  run.unlessRecalled();
                  return run.destination().put(batch);
                }));
  }

  private Future<Run> compare(Run run, CopyPlan plan, RecordContent content) {
    return Future.all(there(run, plan.manifest().items().keySet()), sharedThere(run, content))
        .compose(
            found -> {
              RecordContent there = found.resultAt(0);
              Set<ResourceKey> sharedThere = found.resultAt(1);
              Comparison own = Comparison.of(plan.manifest().digests(), there.digests());
              if (!own.equal()) {
                throw new TransferFailure(COPY_DIFFERS, own.summary());
              }
              if (sharedThere.size() < content.shared().size()) {
                throw new TransferFailure(COPY_DIFFERS, "shared resources are missing");
              }
              return keep(run, plan.manifest().compared(there.own()), content);
            });
  }
}
