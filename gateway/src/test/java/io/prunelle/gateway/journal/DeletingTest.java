// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Dealings.Deleting;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a host may have deleted counts, and what it may delete still is told apart. */
final class DeletingTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

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
    "delete, 204, completed, 1, 0",
    "delete, 200, failed, 1, 0",
    "delete, 422, completed, 1, 0",
    "delete, 404, completed, 0, 0",
    "delete, 412, completed, 0, 0",
    "delete, 503, refused, 0, 0",
    "delete, 500, completed, 1, 1",
    "delete, 504, failed, 1, 1",
    "delete, 408, completed, 1, 1",
    "delete, 499, client-gone, 1, 1",
    "delete, 0, unknown, 1, 1",
    "update, 200, completed, 0, 0",
    "update, 504, failed, 0, 0",
    "create, 201, completed, 0, 0"
  })
  void counts(String interaction, int status, String ending, long passed, long open) {
    ended(interaction, status, ending);

    assertThat(deleting(MINUTE)).isEqualTo(new Deleting(passed, open));
  }

  @Test
  void whatHasNotEndedIsOpen() {
    journal.intend(entry("delete", true)).await();

    assertThat(deleting(MINUTE)).isEqualTo(new Deleting(1, 1));
  }

  @Test
  void whatWasGivenUpLongAgoIsNotOpen() {
    ended("delete", 504, "failed");

    assertThat(deleting(MINUTE.negated())).isEqualTo(new Deleting(1, 0));
  }

  @Test
  void whatNobodyWasLetDeleteDoesNotCount() {
    journal.intend(entry("delete", false)).await();

    assertThat(deleting(MINUTE)).isEqualTo(new Deleting(0, 0));
  }

  private Deleting deleting(Duration ago) {
    return new Dealings(pools.work(), "c", patient)
        .deleting(Instant.now().minus(MINUTE), Instant.now().minus(ago))
        .await();
  }

  private void ended(String interaction, int status, String ending) {
    journal
        .settle(
            journal.intend(entry(interaction, true)).await(),
            new Outcome(status, 0, Duration.ZERO, ending))
        .await();
  }

  private Entry entry(String interaction, boolean permitted) {
    return new Entry(
        "r",
        new Entry.Agent("sub", "name", "practitioner", "app", null, null),
        new Entry.Act(interaction, "Observation", "o1", null, "/fhir/c/Observation", null),
        new Entry.Where("c", patient, "host", null, null),
        permitted,
        "permitted");
  }
}
