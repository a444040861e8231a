// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every connection asks of a server, however that one is set up. */
final class ConnectionsTest {

  private final Vertx vertx = Vertx.vertx();
  private TestDatabase database;

  @BeforeEach
  void start() {
    database = TestDatabase.fresh();
    database.execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off',"
            + " current_database()); END $$");
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aServerThatDoesNotWaitForItsDiskIsToldToByAllPools() {
    Pools pools = Pools.of(vertx, database.settings());

    assertThat(durable(pools.lookUps())).isEqualTo("on");
    assertThat(durable(pools.work())).isEqualTo("on");
    assertThat(durable(pools.holds())).isEqualTo("on");
    pools.stop().await();
  }

  @Test
  void andByWhoHasAConnectionOfItsOwn() {
    OwnConnection own =
        Connections.open(vertx, Connections.options(database.settings(), "test", Map.of())).await();

    assertThat(
            own.connection()
                .query("SHOW synchronous_commit")
                .execute()
                .map(rows -> rows.iterator().next().getString(0))
                .await())
        .isEqualTo("on");
    own.close().await();
  }

  /** Whose first answer does not come, as that of one that lost its power meanwhile. */
  @Test
  void aServerThatFallsSilentBeforeItHasLetAnybodyInKeepsNobodyFromStopping() throws Exception {
    try (Wire wire = Wire.to(database.settings().port())) {
      Pools pools = Pools.of(vertx, database.through(wire.port()).settings());
      wire.hold(Wire.Way.TO_CLIENT, "prunelle-gateway");
      Future<?> unanswered = pools.work().query("SELECT 1").execute();
      Awaitility.await().until(() -> wire.withheld() > 0);
      wire.swallow();
      wire.pass();

      pools.stop().await(1, TimeUnit.MINUTES);

      assertThat(unanswered.failed()).isTrue();
    }
  }

  @Test
  void silenceCountsFromWhatWasAskedLast() {
    Pool pool = silent(Duration.ofSeconds(3));
    pool.query("SELECT 1").execute().await();
    vertx.timer(2, TimeUnit.SECONDS).await();

    Future<?> asked = pool.query("SELECT pg_sleep(2)").execute();

    asked.await();
    assertThat(asked.succeeded()).isTrue();
    pool.close().await();
  }

  @Test
  void whoAsksAServerThatIsSilentForLongerIsToldSo() {
    Pool pool = silent(Duration.ofSeconds(1));

    assertThat(
            catchThrowable(
                () -> pool.query("SELECT pg_sleep(60)").execute().await(30, TimeUnit.SECONDS)))
        .isNotNull()
        .isNotInstanceOf(TimeoutException.class);
    pool.close().await();
  }

  private Pool silent(Duration longest) {
    return Connections.pool(
        vertx,
        Connections.options(database.settings(), "test", Map.of()),
        new PoolOptions().setMaxSize(1),
        Duration.ofSeconds(5),
        longest);
  }

  private static String durable(Pool pool) {
    return pool.query("SHOW synchronous_commit")
        .execute()
        .map(rows -> rows.iterator().next().getString(0))
        .await();
  }
}
