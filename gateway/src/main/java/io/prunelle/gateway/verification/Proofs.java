// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.PublicKey;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proofs of single entries for whoever asks a running gateway: on threads of their own, over
 * connections of their own, a few at a time.
 */
public final class Proofs implements Part {

  private static final Logger LOG = LoggerFactory.getLogger(Proofs.class);

  private static final int AT_ONCE = 2;
  private static final int WAITING = 16;

  private static final Refusal BUSY = new Refusal.NotReady("proofs-busy", Duration.ofSeconds(5));
  private static final Refusal DOWN = new Refusal.NotReady("journal-down", Duration.ofSeconds(5));

  private final WorkerExecutor threads;
  private final Examiner examiner;
  private final AtomicInteger asked = new AtomicInteger();

  private Proofs(WorkerExecutor threads, Examiner examiner) {
    this.threads = threads;
    this.examiner = examiner;
  }

  /**
   * As the gateway's own role, with the keys of the configuration.
   *
   * @param present the one that the gateway signs with
   * @throws io.prunelle.gateway.config.InvalidSettings naming a former key that cannot be read
   */
  public static Proofs of(Vertx vertx, Settings settings, PublicKey present) {
    return new Proofs(
        vertx.createSharedWorkerExecutor("proofs", AT_ONCE), Examiner.within(settings, present));
  }

  @Override
  public Future<?> start() {
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return threads.close();
  }

  /**
   * What {@code gateway prove} writes. Who is given it has to be allowed to see the entry.
   *
   * @return empty when there is no such entry, or when it does not hold, which is logged; fails
   *     with {@link io.prunelle.gateway.refusal.Refused} when too many are asked for, or the
   *     database is down
   */
  public Future<Optional<Buffer>> of(UUID entry) {
    if (asked.incrementAndGet() > AT_ONCE + WAITING) {
      asked.decrementAndGet();
      return Future.failedFuture(BUSY.refused());
    }
    return threads
        .executeBlocking(() -> prove(entry), false)
        .onComplete(done -> asked.decrementAndGet())
        .recover(Proofs::failed);
  }

  private Optional<Buffer> prove(UUID entry) throws SQLException {
    ByteArrayOutputStream why = new ByteArrayOutputStream();
    Optional<byte[]> proof =
        examiner.prove(entry, new PrintStream(why, true, StandardCharsets.UTF_8));
    if (proof.isEmpty()) {
      LOG.atError()
          .addKeyValue("finding", why.toString(StandardCharsets.UTF_8).strip())
          .log("An entry of the journal cannot be proven");
    }
    return proof.map(Buffer::buffer);
  }

  private static Future<Optional<Buffer>> failed(Throwable failure) {
    LOG.atWarn().addKeyValue("cause", failure.toString()).log("No proof can be made");
    return Future.failedFuture(DOWN.refused());
  }
}
