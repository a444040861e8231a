// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Migration;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.Postgres;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.testing.Wire;
import io.prunelle.gateway.verification.Examiner;
import io.prunelle.gateway.verification.WrittenJournal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The address moves to a standby that has all that was committed, and does not show it yet. */
final class StandbyTest {

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private Postgres primary;
  private Postgres standby;
  private Wire wire;
  private TestDatabase database;
  private Settings settings;
  private Pools pools;
  private Journal journal;

  @BeforeEach
  void start() {
    primary = Postgres.start(directory.resolve("primary"));
    wire = Wire.to(primary.port());
    database = TestDatabase.on(primary).through(wire.port());
    settings = TestSettings.of(TestRealm.start(vertx), database);
    Migration.run(settings);
    standby = primary.standby(directory.resolve("standby"));
    primary.synchronous();
    pools = Pools.of(vertx, settings.database());
    journal = Journal.of(vertx, settings, pools.work(), "a", Clock.systemUTC());
    journal.start();
  }

  @AfterEach
  void stop() {
    standby.close();
    primary.close();
    journal.stop().await();
    pools.stop().await();
    vertx.close().await();
    wire.close();
  }

  @Test
  void whatItDoesNotShowBeforeItIsPromotedIsNotTakenForLost() {
    journal.intend(entry("before")).await();
    standby.sql("SELECT pg_wal_replay_pause()");
    await(() -> standby.query("SELECT pg_get_wal_replay_pause_state()").equals(List.of("paused")));
    appended("seen");
    journal.look().await();
    appended("not seen");

    // When the end of the chain is looked for where it is behind
    primary.kill();
    wire.point(standby.port());
    await(() -> done(journal.look()));
    standby.sql("SELECT pg_wal_replay_resume()");
    standby.promote();

    // Then the same chains go on
    await(() -> done(journal.intend(entry("after"))));
    appended("last");
    assertThat(database.movedTo(standby).rows("SELECT chain FROM journal.closed")).isEmpty();
    assertThat(WrittenJournal.verify(Examiner.of(settings, List.of()), true).said())
        .startsWith("The journal fits");
  }

  private void appended(String request) {
    pools
        .work()
        .withTransaction(
            connection -> journal.append(connection, entry(request), WrittenJournal.DONE))
        .await();
  }

  private static boolean done(Future<?> asked) {
    return asked.transform(Future::succeededFuture).await().succeeded();
  }

  private static void await(BooleanSupplier condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition::getAsBoolean);
  }

  private static Entry entry(String requestId) {
    return WrittenJournal.entry(requestId);
  }
}
