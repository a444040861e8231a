// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where records live, and who may hold them. */
final class HostsTest {

  private static final PatientRecord RECORD = new PatientRecord(TestRealm.PRACTICE, "p1");

  private static final Duration WAIT = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private TestDatabase database;
  private Pools pools;
  private Hosts hosts;
  private Host cloud;
  private int holds;

  @BeforeEach
  void start() {
    database = TestDatabase.migrated();
    Settings settings = TestSettings.of(TestRealm.start(vertx), database);
    holds = settings.database().holdPoolSize();
    pools = Pools.of(vertx, settings.database());
    hosts = new Hosts(vertx, settings, pools.work(), pools.holds());
    cloud = hosts.host("nuage-sante").orElseThrow();
  }

  @AfterEach
  void stop() {
    pools.stop().await();
    vertx.close().await();
  }

  @Test
  void aRecordThatWasNeverPlacedLivesOnPremise() {
    Placement placement = hosts.placement(RECORD).await();

    assertThat(placement.host().id()).isEqualTo("cabinet");
    assertThat(placement.since()).isNull();
  }

  @Test
  void aPlacementCountsOnceItsTransactionIsCommitted() {
    Hold hold = hosts.exclude(RECORD, WAIT).await();
    hosts.place(hold.connection(), RECORD, cloud).await();
    assertThat(hosts.placement(RECORD).await().host().id()).isEqualTo("cabinet");
    assertThat(hosts.placement(hold.connection(), RECORD).await().host()).isEqualTo(cloud);

    hold.commit().await();

    assertThat(hosts.placement(RECORD).await().host()).isEqualTo(cloud);
    assertThat(hosts.placed(TestRealm.PRACTICE, cloud, "", 9).await())
        .containsExactly(RECORD.patient());
  }

  @Test
  void anAbandonedHoldLeavesThePlacementAsItWas() {
    Hold hold = hosts.exclude(RECORD, WAIT).await();
    hosts.place(hold.connection(), RECORD, cloud).await();

    hold.abandon().await();

    assertThat(hosts.placement(RECORD).await().host().id()).isEqualTo("cabinet");
  }

  @Test
  void aRecordPlacedOnAHostThatIsNoLongerConfiguredIsNotGuessedAt() {
    database.execute(
        "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, ?, 'gone')",
        RECORD.practice(),
        RECORD.patient());

    assertThat(catchThrowable(() -> hosts.placement(RECORD).await())).isInstanceOf(Refused.class);
  }

  @Test
  void writersHoldARecordTogether() {
    Hold one = hosts.share(RECORD).await();
    Hold other = hosts.share(RECORD).await();

    one.abandon().await();
    other.abandon().await();
  }

  @Test
  void whoWritesToSeveralRecordsHoldsEachOfThem() {
    PatientRecord another = new PatientRecord(RECORD.practice(), "another");
    Hold writer = hosts.share(Set.of(RECORD, another), Set.of()).await();
    Future<Hold> mover = hosts.exclude(RECORD, WAIT);
    Future<Hold> second = hosts.exclude(another, WAIT);
    awaitWaiting(2);
    assertThat(mover.isComplete() || second.isComplete()).isFalse();

    writer.abandon().await();

    mover.await().abandon().await();
    second.await().abandon().await();
  }

  @Test
  void aMoverWaitsForWritersAndWritersForTheMover() {
    Hold writer = hosts.share(RECORD).await();
    Future<Hold> mover = hosts.exclude(RECORD, WAIT);
    awaitWaiting(1);
    assertThat(mover.isComplete()).isFalse();
    writer.abandon().await();
    Hold moving = mover.await();

    Future<Hold> next = hosts.share(RECORD);
    awaitWaiting(1);
    assertThat(next.isComplete()).isFalse();
    moving.commit().await();

    next.await().abandon().await();
  }

  @Test
  void fromARecordThatIsKeptWholeNothingIsDeletedAndTheRestIsWritten() {
    Hold keeping = hosts.keepWhole(RECORD, WAIT).await();

    Throwable refused = catchThrowable(() -> deleting(RECORD).await());

    assertThat(refused).isInstanceOf(Refused.class);
    assertThat(((Refused) refused).refusal().reason()).isEqualTo("record-held");
    hosts.share(RECORD).await().abandon().await();
    hosts.exclude(RECORD, WAIT).await().abandon().await();
    deleting(new PatientRecord(RECORD.practice(), "p2")).await().abandon().await();
    keeping.abandon().await();
    // Nor does one that was refused keep a connection
    for (int i = 0; i < 2 * holds; i++) {
      deleting(RECORD).await().abandon().await();
    }
  }

  @Test
  void aRecordIsKeptWholeOnceWhatIsBeingDeletedIsGone() {
    Hold deletion = deleting(RECORD).await();
    Hold together = deleting(RECORD).await();
    Future<Hold> keeping = hosts.keepWhole(RECORD, WAIT);
    awaitWaiting(1);

    // Or it would never be
    assertThat(catchThrowable(() -> deleting(RECORD).await())).isInstanceOf(Refused.class);

    assertThat(keeping.isComplete()).isFalse();
    deletion.abandon().await();
    together.abandon().await();
    keeping.await().abandon().await();
  }

  @Test
  void whoeverDeletesForLongerThanIsWaitedGoesOn() {
    Hold deletion = deleting(RECORD).await();

    Throwable refused =
        catchThrowable(() -> hosts.keepWhole(RECORD, Duration.ofMillis(50)).await());

    assertThat(refused).isInstanceOf(Refused.class);
    deleting(RECORD).await().abandon().await();
    deletion.commit().await();
  }

  private Future<Hold> deleting(PatientRecord record) {
    return hosts.share(Set.of(record), Set.of(record));
  }

  @Test
  void anotherRecordIsNotHeldUp() {
    Hold moving = hosts.exclude(RECORD, WAIT).await();

    hosts.share(new PatientRecord(RECORD.practice(), "p2")).await().abandon().await();

    moving.abandon().await();
  }

  @Test
  void aHoldThatCannotBeHadIsRefusedInTheEndAndCostsNoConnection() {
    Hold moving = hosts.exclude(RECORD, WAIT).await();

    Throwable refused = catchThrowable(() -> hosts.share(RECORD).await());

    assertThat(refused).isInstanceOf(Refused.class);
    assertThat(((Refused) refused).refusal().reason()).isEqualTo("record-held");
    moving.abandon().await();
    for (int i = 0; i < 10; i++) {
      hosts.share(RECORD).await().abandon().await();
    }
  }

  /** Hosts that take their time are no outage of the database. */
  @Test
  void whereAllHoldsAreTakenTheNextIsToldSo() {
    List<Hold> all =
        IntStream.range(0, holds)
            .mapToObj(i -> hosts.share(new PatientRecord(TestRealm.PRACTICE, "h" + i)).await())
            .toList();
    // Who lets go twice gives back one
    all.get(0).abandon().await();
    all.get(0).abandon().await();
    Hold again = hosts.share(RECORD).await();

    Throwable refused = catchThrowable(() -> hosts.share(RECORD).await());

    assertThat(refused).isInstanceOf(Refused.class);
    assertThat(((Refused) refused).refusal().reason()).isEqualTo("writes-busy");
    again.abandon().await();
    hosts.share(RECORD).await().abandon().await();
    all.forEach(hold -> hold.abandon().await());
  }

  @Test
  void aHoldWhoseConnectionIsLostCannotCommit() throws SQLException {
    Hold moving = hosts.exclude(RECORD, WAIT).await();
    hosts.place(moving.connection(), RECORD, cloud).await();
    try (Connection sameRole = database.connect(database.gateway())) {
      sameRole
          .createStatement()
          .execute(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  + " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                  + " AND state = 'idle in transaction'");
    }

    assertThat(catchThrowable(() -> moving.commit().await())).isNotNull();
    assertThat(hosts.placement(RECORD).await().host().id()).isEqualTo("cabinet");
    hosts.share(RECORD).await().abandon().await();
  }

  private void awaitWaiting(int many) {
    Awaitility.await()
        .until(
            () ->
                database
                        .rows(
                            "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                                + " WHERE d.datname = current_database() AND locktype = 'advisory'"
                                + " AND NOT granted")
                        .size()
                    == many);
  }
}
