// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.config.Settings.Takeout;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.ops.Rounds;
import io.prunelle.gateway.page.login.Seal;
import io.prunelle.gateway.page.takeout.Archive.Failure;
import io.prunelle.gateway.page.takeout.ArchiveTable.Held;
import io.prunelle.gateway.page.takeout.ArchiveTable.Stored;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of this package: archives are asked for, looked at, downloaded and deleted. Whoever
 * prepares one holds a lease of it; when that is not renewed the archive counts as broken off, for
 * nobody else has the patient's token. Futures fail with {@link
 * io.prunelle.gateway.refusal.Refused} while the database cannot be asked.
 */
public final class Takeouts implements Part {

  private static final Logger LOG = LoggerFactory.getLogger(Takeouts.class);
  private static final long SWEPT_EVERY = Duration.ofMinutes(1).toMillis();

  private final Vertx vertx;
  private final ArchiveTable table;
  private final Seal seal;
  private final Takeout limits;
  private final WorkerExecutor worker;
  private final Rounds sweeping;
  private final Set<Held> underWay = ConcurrentHashMap.newKeySet();

  /**
   * The archives of all instances.
   *
   * @param pool where they are kept
   * @param page whose secret they are sealed with
   */
  public Takeouts(Vertx vertx, Pool pool, Settings.Page page) {
    this.vertx = vertx;
    this.limits = page.takeout();
    this.table = new ArchiveTable(pool, limits);
    this.seal = Seal.of(page.secrets(), "prunelle page: takeout");
    this.worker = vertx.createSharedWorkerExecutor("takeout", limits.atOnce());
    this.sweeping =
        new Rounds(
            vertx,
            () -> table.sweep().map(SWEPT_EVERY),
            failure ->
                LOG.atWarn()
                    .addKeyValue("cause", failure.toString())
                    .log("What is over of archives could not be removed"));
  }

  @Override
  public Future<?> start() {
    sweeping.start();
    return Future.succeededFuture();
  }

  /** What is being prepared here is given up, and says so at once. */
  @Override
  public Future<?> stop() {
    return sweeping
        .stop()
        .eventually(
            () ->
                Future.join(
                    underWay.stream().map(held -> table.fail(held, Failure.INTERRUPTED)).toList()));
  }

  /** Begins one, unless there may be none; it is prepared in the background then. */
  public Future<Begun> ask(Ask ask) {
    Held held = new Held(UUID.randomUUID(), UUID.randomUUID());
    return table
        .begin(held, ask.owner(), ask.counts())
        .onSuccess(
            begun -> {
              if (begun == Begun.STARTED) {
                prepare(held, ask);
              }
            });
  }

  private void prepare(Held held, Ask ask) {
    underWay.add(held);
    ArchiveSeal own = new ArchiveSeal(seal, held.archive());
    Sink sink = new Sink(worker, table, held, own, new Packing(limits.largest()));
    new Preparation(vertx, table, limits, held, ask, sink)
        .run()
        .onComplete(over -> underWay.remove(held));
  }

  /** The one that was asked for last. */
  public Future<Optional<Archive>> latest(Owner owner) {
    return table.latest(owner).map(found -> found.map(Stored::archive));
  }

  /** Empty for anybody but its owner. */
  public Future<Optional<Archive>> find(UUID id, Owner owner) {
    return table.find(id, owner).map(found -> found.map(Stored::archive));
  }

  /**
   * When the latest archive was begun that has the whole record of a practice and was sent whole,
   * in whatever parts, whether or not it is still here.
   *
   * @param after none that was begun before
   */
  public Future<Optional<Instant>> takenWhole(Owner owner, String practice, Instant after) {
    return table.takenWhole(owner, practice, after);
  }

  /** Deletes one, and stops its preparation; nothing of anybody else's. */
  public Future<Void> delete(UUID id, Owner owner) {
    return table.delete(id, owner);
  }

  /** Empty unless it is the owner's, ready, and as it was made. */
  public Future<Optional<Download>> download(UUID id, Owner owner) {
    ArchiveSeal own = new ArchiveSeal(seal, id);
    return table
        .find(id, owner)
        .map(
            found ->
                found
                    .filter(stored -> stored.archive().state() == Archive.State.READY)
                    .flatMap(Stored::summary)
                    .flatMap(closed -> Summary.open(closed, own))
                    .map(summary -> new Download(id, summary, own, table)));
  }
}
