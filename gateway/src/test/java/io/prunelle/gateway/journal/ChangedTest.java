// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a record may have changed is told by name, or not at all. */
final class ChangedTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MOST = 3;

  private static final Vertx VERTX = Vertx.vertx();
  private static Pools pools;
  private static Journal journal;

  private String patient = "";

  @BeforeAll
  static void start() {
    Settings settings = TestSettings.of(TestRealm.start(VERTX), TestDatabase.migrated());
    pools = Pools.of(VERTX, settings.database());
    journal = Journal.of(VERTX, settings, pools.work(), "a", Clock.systemUTC());
    journal.start();
  }

  @AfterAll
  static void stop() {
    journal.stop().await();
    pools.stop().await();
    VERTX.close().await();
  }

  @BeforeEach
  void somebody() {
    patient = UUID.randomUUID().toString();
  }

  @ParameterizedTest
  @CsvSource({
    "update, o1, 200, completed, Observation/o1/_history/2, Observation/o1",
    "update, o1, 504, failed, , Observation/o1",
    "update, o1, 499, client-gone, , Observation/o1",
    "patch, o1, 412, completed, , Observation/o1",
    "create, , 201, completed, Observation/new/_history/1, Observation/new",
    "create, , 409, completed, , ''",
    "create, , 0, refused, , ''",
    "delete, o1, 404, completed, , Observation/o1",
    "delete, o1, 204, completed, , Observation/o1",
    "delete, o1, 504, failed, , Observation/o1"
  })
  void isTold(
      String interaction,
      @Nullable String id,
      int status,
      String ending,
      @Nullable String resource,
      String told) {
    ended(interaction, id, new Outcome(status, 0, Duration.ZERO, ending, resource));

    assertThat(changed(Instant.now().minus(MINUTE)))
        .contains(told.isEmpty() ? Set.of() : Set.of(told));
  }

  /** Nobody knows what was made, or what a host shows by now of what it has. */
  @ParameterizedTest
  @CsvSource({
    "create, , 201, completed",
    "create, , 422, failed",
    "create, , 408, failed",
    "create, , 499, client-gone",
    "create, , 504, failed",
    "create, , 0, unknown",
    "update, , 200, completed",
    "update, o1, 0, unknown",
    "delete, , 204, completed",
    "delete, o1, 0, unknown"
  })
  void isNotTold(String interaction, @Nullable String id, int status, String ending) {
    ended(interaction, id, new Outcome(status, 0, Duration.ZERO, ending));

    assertThat(changed(Instant.now().minus(MINUTE))).isEmpty();
  }

  @Test
  void whatHasNotEndedIsNotTold() {
    journal.intend(entry("update", "o1")).await();

    assertThat(changed(Instant.now().minus(MINUTE))).isEmpty();
  }

  @Test
  void whatHadEndedBeforeIsLeftOut() {
    ended("update", "o1", new Outcome(200, 0, Duration.ZERO, "completed"));

    assertThat(changed(Instant.now().plus(MINUTE))).contains(Set.of());
  }

  /** It may have been carried out later than that. */
  @Test
  void whatHadBeenGivenUpBeforeIsToldOf() {
    ended("update", "o1", new Outcome(504, 0, Duration.ZERO, "failed"));

    assertThat(changed(Instant.now().plus(MINUTE))).contains(Set.of("Observation/o1"));
  }

  @Test
  void moreThanIsWantedIsNotTold() {
    for (int i = 0; i < MOST; i++) {
      ended("update", "o" + i, new Outcome(200, 0, Duration.ZERO, "completed"));
    }
    assertThat(changed(Instant.now().minus(MINUTE)).orElseThrow()).hasSize(MOST);

    ended("update", "more", new Outcome(200, 0, Duration.ZERO, "completed"));

    assertThat(changed(Instant.now().minus(MINUTE))).isEmpty();
  }

  private Optional<Set<String>> changed(Instant ended) {
    return new Dealings(pools.work(), "c", patient)
        .changed(Instant.now().minus(MINUTE), ended, ended.minus(MINUTE.multipliedBy(2)), MOST)
        .await();
  }

  private void ended(String interaction, @Nullable String id, Outcome outcome) {
    journal.settle(journal.intend(entry(interaction, id)).await(), outcome).await();
  }

  private Entry entry(String interaction, @Nullable String id) {
    return new Entry(
        "r",
        new Entry.Agent("sub", "name", "practitioner", "app", null, null),
        new Entry.Act(interaction, "Observation", id, null, "/fhir/c/Observation", null),
        new Entry.Where("c", patient, "host", null, null),
        true,
        "permitted");
  }
}
