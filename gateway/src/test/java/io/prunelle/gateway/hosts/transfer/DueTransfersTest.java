// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DueTransfersTest {

  private final TestDatabase database = TestDatabase.migrated();
  private final Vertx vertx = Vertx.vertx();
  private final Pools pools = Pools.of(vertx, database.settings());
  private final DueTransfers transfers = new DueTransfers();
  private final UnderWay underWay = new UnderWay();
  private final TurnedTransfers turned = new TurnedTransfers();

  @AfterEach
  void close() {
    pools.stop().await();
    vertx.close().await();
  }

  @Test
  void aWithdrawalIsDueBeforeACampaignAndThatBeforeAPermission() {
    asked("permission", "cabinet", "cloud", 1L, false, "queued", 3);
    asked("campaign", "cloud", "cabinet", null, true, "queued", 2);
    asked("withdrawal", "cloud", "cabinet", 2L, true, "queued", 1);
    asked("taken-back", "cabinet", "cloud", 3L, false, "cancelling", 0);

    assertThat(due(Set.of(), 10))
        .containsExactly("withdrawal", "taken-back", "campaign", "permission");
  }

  @Test
  void whatWantsAFullHostDoesNotHideWhatWantsAnother() {
    for (int i = 0; i < 5; i++) {
      asked("waits" + i, "silent", "cabinet", 1L, true, "queued", 9);
    }
    asked("goes", "cabinet", "cloud", 2L, false, "queued", 1);

    assertThat(due(Set.of(), 5)).doesNotContain("goes");
    assertThat(due(Set.of("silent"), 5)).containsExactly("goes");
  }

  @Test
  void whatSomebodyHasToLookAtIsShownFirstHoweverManyHaveNoRecordYet() {
    for (int i = 0; i < 3; i++) {
      failed("none" + i, "no-record: x", 9);
    }
    failed("busy", "record-busy: x", 8);
    asked("waits", "cabinet", "cloud", 1L, false, "queued", 7);
    failed("wrong", "copy-differs: x", 1);

    assertThat(
            new MoveTable()
                .underWay(pools.work(), "practice").await().stream().map(Move::patient).toList())
        .startsWith("wrong")
        .endsWith("busy", "waits")
        .hasSize(6);
  }

  @Test
  void whatNobodyHasClaimedOfWhatMayNotStayIsWaitedFor() {
    asked("campaign", "cloud", "cabinet", null, true, "queued", 2);
    asked("permission", "cabinet", "cloud", 1L, false, "copying", 3);
    asked("withdrawal", "cloud", "cabinet", 2L, true, "queued", 1);
    asked("claimed", "cloud", "cabinet", 2L, true, "copying", 1);
    asked("killed", "cloud", "cabinet", 2L, true, "copying", 9);
    asked("later", "cloud", "cabinet", 2L, true, "queued", -9);
    assertThat(underWay.carried(pools.work()).await()).isEmpty();

    Claims claims = new Claims(vertx, pools.work());
    for (String patient : List.of("claimed", "permission", "elsewhere")) {
      assertThat(claims.claim(new PatientRecord("practice", patient)).await()).isPresent();
    }

    assertThat(underWay.carried(pools.work()).await()).containsOnly("claimed", "permission");
    assertThat(transfers.awaited(pools.work(), 9).await())
        .extracting(due -> due.record().patient())
        .containsExactly("killed", "withdrawal");
  }

  @Test
  void whatIsPausedOrMayStillBeCarriedOutIsNotTurnedBack() {
    failed("p", "remains: x", 1);
    database.execute(
        "UPDATE hosts.transfer SET failed_in = 'erasing', switched_at = now(), failures = 5,"
            + " paused_at = now(), paused_by = 'ada'");
    assertThat(turned()).isFalse();

    database.execute("UPDATE hosts.transfer SET paused_at = NULL, paused_by = NULL");
    database.execute(
        "INSERT INTO hosts.pause (practice, host, paused_by) VALUES ('practice', 'cabinet', 'ada')");
    assertThat(turned()).isFalse();

    database.execute("DELETE FROM hosts.pause");
    database.execute(
        "INSERT INTO hosts.transfer_item (transfer, resource, shared, state, unanswered, open_until)"
            + " SELECT id, 'Observation/a', false, 'compared', 1, now() + interval '1 hour'"
            + " FROM hosts.transfer");
    assertThat(turned()).isFalse();
    assertThat(database.rows("SELECT 1 FROM hosts.transfer WHERE ended_at IS NOT NULL")).isEmpty();

    database.execute("UPDATE hosts.transfer_item SET unanswered = 0");
    assertThat(turned()).isTrue();
    assertThat(
            database.rows(
                "SELECT 1 FROM hosts.transfer WHERE source = 'cloud' AND destination = 'cabinet'"
                    + " AND turns IS NOT NULL AND ended_at IS NULL"))
        .hasSize(1);
  }

  @Test
  void whatIsTakenBackStaysSoThoughItIsPausedAndWantedAgain() {
    asked("begun", "cabinet", "cloud", 1L, false, "cancelling", 1);
    asked("not-begun", "cabinet", "cloud", 1L, false, "copying", 1);
    database.execute(
        "UPDATE hosts.transfer SET paused_at = now(), paused_by = 'ada', unwanted_at = now()");
    assertThat(paused("begun")).isFalse();

    wanted("begun", true);
    wanted("not-begun", true);

    assertThat(paused("begun")).isFalse();
    assertThat(paused("not-begun")).isTrue();
    assertThat(due(Set.of(), 9)).containsExactly("begun");
    assertThat(transfers.load(pools.work(), id("begun")).await().orElseThrow().urgent()).isFalse();
  }

  @Test
  void aPauseThatDoesNotStandKeepsNothingFromBeingWaitedFor() {
    asked("unwanted", "cloud", "cabinet", 1L, true, "copying", 2);
    asked("paused", "cloud", "cabinet", 1L, true, "copying", 1);
    failed("silent", "host-unreachable: x", -9);
    database.execute("UPDATE hosts.transfer SET paused_at = now(), paused_by = 'ada'");
    assertThat(transfers.unanswered(pools.work()).await()).isEmpty();

    database.execute("UPDATE hosts.transfer SET unwanted_at = now() WHERE patient <> 'paused'");

    assertThat(transfers.unanswered(pools.work()).await())
        .containsExactlyInAnyOrder("cabinet", "cloud");
    assertThat(transfers.awaited(pools.work(), 9).await())
        .extracting(due -> due.record().patient())
        .containsExactly("unwanted");
  }

  @Test
  void whatGoesBackDoesNotGiveWayAsIfItWereOnlyPermitted() {
    asked("turned", "cloud", "cabinet", 1L, true, "cancelling", 1);
    asked("back", "cabinet", "cloud", 1L, true, "queued", 1);
    database.execute(
        "UPDATE hosts.transfer SET turns = (SELECT id FROM hosts.transfer WHERE patient = 'turned')"
            + " WHERE patient = 'back'");

    wanted("back", false);
    assertThat(transfers.load(pools.work(), id("back")).await().orElseThrow().urgent()).isTrue();

    database.execute("UPDATE hosts.transfer SET urgent = false WHERE patient = 'back'");
    assertThat(new Haste().end(pools.work(), "back", List.of("practice")).await()).isEmpty();

    database.execute("UPDATE hosts.transfer SET turns = NULL WHERE patient = 'back'");
    assertThat(new Haste().end(pools.work(), "back", List.of("practice")).await()).hasSize(1);
  }

  private UUID id(String patient) {
    return (UUID)
        database.rows("SELECT id FROM hosts.transfer WHERE patient = ?", patient).get(0).get("id");
  }

  private boolean paused(String patient) {
    return new MoveTable()
        .one(pools.work(), id(patient), "practice")
        .await()
        .orElseThrow()
        .paused();
  }

  private void wanted(String patient, boolean urgent) {
    Host cabinet = new Host("cabinet", HostKind.ON_PREMISE, URI.create("http://127.0.0.1:1"), null);
    Transfer transfer = transfers.load(pools.work(), id(patient)).await().orElseThrow();
    Transfer since =
        new Wishes()
            .by(
                pools.work(),
                transfer,
                new Whereabouts.Wanted(cabinet, "practice@cloud", 2L, urgent))
            .await();
    assertThat(since.urgent())
        .isEqualTo(transfers.load(pools.work(), id(patient)).await().orElseThrow().urgent());
  }

  private boolean turned() {
    UUID id = (UUID) database.rows("SELECT id FROM hosts.transfer").get(0).get("id");
    Host cabinet = new Host("cabinet", HostKind.ON_PREMISE, URI.create("http://127.0.0.1:1"), null);
    return turned
        .turn(
            pools.work(),
            transfers.load(pools.work(), id).await().orElseThrow(),
            new Whereabouts.Wanted(cabinet, "practice@cloud", 2L, true),
            TurningBack.LASTING)
        .await();
  }

  private void failed(String patient, String reason, int minutesAgo) {
    asked(patient, "cabinet", "cloud", 1L, true, "queued", minutesAgo);
    database.execute(
        "UPDATE hosts.transfer SET state = 'failed', failed_in = 'copying', attempts = 1, reason = ?"
            + " WHERE patient = ?",
        reason,
        patient);
  }

  private List<String> due(Set<String> full, int most) {
    return transfers.due(pools.work(), full, most).await().stream()
        .map(due -> due.record().patient())
        .toList();
  }

  private void asked(
      String patient,
      String source,
      String destination,
      @Nullable Long decision,
      boolean urgent,
      String state,
      int minutesAgo) {
    database.execute(
        "INSERT INTO hosts.transfer (practice, patient, source, destination, decision, urgent,"
            + " state, retry_at) VALUES ('practice', ?, ?, ?, CAST(? AS bigint), ?, ?,"
            + " now() - ? * interval '1 minute')",
        patient,
        source,
        destination,
        decision,
        urgent,
        state,
        minutesAgo);
  }
}
