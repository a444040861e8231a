// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.Postgres;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.testing.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standby takes the place of a server that is lost. The wire stands for the address that moves.
 */
final class FailoverTest {

  @TempDir Path directory;

  private Postgres primary;
  private Postgres standby;
  private Wire wire;
  private TestDatabase database;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    primary = Postgres.start(directory.resolve("primary"));
    wire = Wire.to(primary.port());
    database = TestDatabase.on(primary).through(wire.port());
    gateway = RunningGateway.start(database, Load::unthrottled);
    standby = primary.standby(directory.resolve("standby"));
  }

  @AfterEach
  void stop() {
    standby.close();
    primary.close();
    gateway.close();
    wire.close();
  }

  @Test
  void whatWasAnsweredIsOnTheSynchronousStandbyThatTakesOver() {
    primary.synchronous();
    try (Load load = Load.on(gateway)) {
      // Given that the address moves before the standby takes over: it is read only for a while
      primary.kill();
      wire.point(standby.port());
      load.awaitPutOff();

      standby.promote();

      load.awaitServed();
      gateway.awaitReady();
      TestDatabase moved = database.movedTo(standby);
      load.endAndAssertKept(moved);
      assertThat(moved.rows("SELECT chain FROM journal.closed"))
          .as("the same chains go on")
          .isEmpty();
    }
  }

  @Test
  void whatTheStandbyHasNotIsNotAnsweredThoughTheServerWasToldNotToWaitForIt() {
    primary.synchronous();
    try (Load load = Load.on(gateway)) {
      // Given a standby that is not heard of any more
      standby.kill();
      load.awaitPutOff();
      // When an administrator ends the wait, so that the server calls it committed
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                primary.query(
                    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
                        + " WHERE wait_event = 'SyncRep'");
                return gateway.management("/health/ready").body();
              },
              body -> body.contains("canceling wait for synchronous replication"));
      int served = load.served();
      load.awaitPutOff();
      assertThat(load.served()).isEqualTo(served);

      standby.start();
      load.awaitServed();
      load.endAndAssertKept(database);

      primary.kill();
      standby.promote();
      assertThat(Load.written(database.movedTo(standby))).containsAll(load.answered());
    }
  }

  /** Each session that waits keeps one from connecting; the server has so many and no more. */
  @Test
  void whoStartsWhileTheStandbyIsLostWaitsForItInOneSession() {
    primary.synchronous();
    standby.kill();
    Vertx vertx = Vertx.vertx();
    Settings settings = TestSettings.of(TestRealm.start(vertx), database);
    Pools pools = Pools.of(vertx, settings.database());
    Journal late = Journal.of(vertx, settings, pools.work(), "late", Clock.systemUTC());
    try {
      // Given one that has tried once, and goes on trying
      late.start();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> waiting() > 1 || cause(late).contains("for a standby"));
      assertThat(waiting()).isEqualTo(1);

      // When the standby is back
      standby.start();

      // Then all of them serve
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> late.ready().transform(Future::succeededFuture).await().succeeded());
      assertThat(waiting()).isZero();
      assertThat(
              database.rows(
                  "SELECT id FROM journal.chain WHERE instance = 'late'"
                      + " AND id NOT IN (SELECT chain FROM journal.closed)"))
          .as("chains that are open")
          .hasSize(2);
      try (Load load = Load.on(gateway)) {
        load.endAndAssertKept(database);
      }
    } finally {
      late.stop().await();
      pools.stop().await();
      vertx.close().await();
    }
  }

  private int waiting() {
    return primary
        .query(
            "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
                + " AND application_name = 'prunelle-gateway journal'")
        .size();
  }

  private static String cause(Journal journal) {
    return journal
        .ready()
        .map("ready")
        .recover(down -> Future.succeededFuture(String.valueOf(down.getMessage())))
        .await();
  }

  @Test
  void aStandbyThatLacksWhatWasAnsweredIsContradicted() {
    // Given a standby that has stopped to follow, and that nobody waits for
    Set<String> lost;
    try (Load load = Load.on(gateway)) {
      standby.sql("ALTER SYSTEM SET primary_conninfo = ''");
      standby.sql("SELECT pg_reload_conf()");
      Awaitility.await().until(() -> primary.query("SELECT 1 FROM pg_stat_replication").isEmpty());
      load.awaitServed();
      lost = load.answered();
    }

    primary.kill();
    standby.promote();
    wire.point(standby.port());

    try (Load load = Load.on(gateway)) {
      load.awaitServed();
    }
    TestDatabase moved = database.movedTo(standby);
    assertThat(Load.written(moved).containsAll(lost)).as("all is there").isFalse();
    assertThat(Load.verify(gateway)).startsWith("truncated");
    assertThat(moved.rows("SELECT chain FROM journal.closed")).isNotEmpty();
  }
}
