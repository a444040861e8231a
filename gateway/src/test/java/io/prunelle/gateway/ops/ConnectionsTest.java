// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.Map;
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

  private static String durable(Pool pool) {
    return pool.query("SHOW synchronous_commit")
        .execute()
        .map(rows -> rows.iterator().next().getString(0))
        .await();
  }
}
