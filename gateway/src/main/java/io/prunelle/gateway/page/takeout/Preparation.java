// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.config.Settings.Takeout;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.takeout.Archive.Failure;
import io.prunelle.gateway.page.takeout.ArchiveTable.Held;
import io.prunelle.gateway.page.takeout.RecordCopy.Share;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prepares one archive, from the patient's decisions to its index. */
final class Preparation {

  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
  private static final String INDEX = "index.html";
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final ArchiveTable table;
  private final Takeout limits;
  private final Held held;
  private final Ask ask;
  private final Sink sink;
  private final long begun = System.nanoTime();
  private final List<RecordOf> records = new ArrayList<>();

  Preparation(Vertx vertx, ArchiveTable table, Takeout limits, Held held, Ask ask, Sink sink) {
    this.vertx = vertx;
    this.table = table;
    this.limits = limits;
    this.held = held;
    this.ask = ask;
    this.sink = sink;
  }

  /** Never fails: how it ended is in the table. */
  Future<Void> run() {
    return Future.succeededFuture()
        // While the patient's token holds
        .compose(start -> ask.first().into(sink))
        .compose(done -> InTurn.each(ask.practices(), this::record))
        .compose(done -> ask.last().into(sink))
        .compose(done -> index())
        .compose(done -> table.whole(held, whole()))
        .compose(done -> sink.finish())
        .recover(this::failed)
        .otherwiseEmpty();
  }

  private Future<Void> record(String practice) {
    int left = ask.practices().size() - records.size();
    long deadline =
        System.nanoTime() + Math.max(0, (limits.longest().toNanos() - elapsed()) / left);
    long before = copied();
    return table
        .progress(held, practice, before)
        .compose(
            known ->
                new RecordCopy(
                        vertx,
                        ask.reading(),
                        sink,
                        practice,
                        ask.patient(),
                        new Share(
                            sink.left() / (left + 1),
                            sink.filesLeft() / (left + 1),
                            deadline,
                            PAUSE),
                        count -> table.progress(held, practice, before + count))
                    .copied())
        .map(
            copied -> {
              records.add(copied);
              return null;
            });
  }

  private Future<Void> index() {
    Contents contents = new Contents(Instant.now(), List.copyOf(records), sink.files());
    return sink.file(INDEX, Buffer.buffer(ask.index().apply(contents)), 1);
  }

  private List<String> whole() {
    return records.stream().filter(RecordOf::isTaken).map(RecordOf::practice).toList();
  }

  private long elapsed() {
    return System.nanoTime() - begun;
  }

  private long copied() {
    return records.stream().mapToLong(RecordOf::count).sum();
  }

  private Future<Void> failed(Throwable failure) {
    if (failure instanceof TakenAway) {
      LOG.atInfo().addKeyValue("archive", held.archive()).log("An archive is no longer wanted");
      return Future.succeededFuture();
    }
    Failure reason = reason(failure);
    LOG.atWarn()
        .addKeyValue("archive", held.archive())
        .addKeyValue("reason", reason)
        .setCause(reason == Failure.BROKEN ? failure : null)
        .log("An archive could not be prepared");
    return table.fail(held, reason);
  }

  private static Failure reason(Throwable failure) {
    if (failure instanceof TakeoutFailure known) {
      return known.reason();
    } else if (failure instanceof LedgerFailure) {
      return Failure.DECISIONS;
    } else if (failure instanceof Refused refused) {
      return refused.refusal().reason().startsWith("journal-")
          ? Failure.JOURNAL
          : Failure.INTERRUPTED;
    }
    return Failure.BROKEN;
  }
}
