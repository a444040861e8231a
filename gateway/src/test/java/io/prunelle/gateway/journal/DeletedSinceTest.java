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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deleted is what a host says that it has deleted, and nobody has put back. */
final class DeletedSinceTest {

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
    "update, o1, 200, completed, , false",
    "update, o1, 0, unknown, , false",
    "update, o1, 504, failed, , false",
    "update, o1, 499, client-gone, , false",
    "patch, o1, 200, completed, , false",
    "create, , 201, completed, Observation/o1/_history/3, false",
    "create, , 201, completed, Observation/o2/_history/1, true",
    "update, o1, 412, completed, , true",
    "update, o1, 503, refused, , true",
    "update, o2, 200, completed, , true",
    "read, o1, 200, completed, , true"
  })
  void whatWasLetBeWrittenAgainIsNotDeleted(
      String interaction,
      @Nullable String id,
      int status,
      String ending,
      @Nullable String resource,
      boolean deleted) {
    ended("delete", "o1", new Outcome(204, 0, Duration.ZERO, "completed"));

    ended(interaction, id, new Outcome(status, 0, Duration.ZERO, ending, resource));

    assertThat(deleted()).isEqualTo(deleted ? List.of("Observation/o1") : List.of());
  }

  @Test
  void whatIsBeingWrittenAgainIsNotDeleted() {
    ended("delete", "o1", new Outcome(204, 0, Duration.ZERO, "completed"));

    journal.intend(entry("update", "o1")).await();

    assertThat(deleted()).isEmpty();
  }

  @Test
  void whatWasWrittenBeforeItWasDeletedIs() {
    ended("delete", "o1", new Outcome(204, 0, Duration.ZERO, "completed"));
    ended("update", "o1", new Outcome(200, 0, Duration.ZERO, "completed"));

    ended("delete", "o1", new Outcome(204, 0, Duration.ZERO, "completed"));

    assertThat(deleted()).containsExactly("Observation/o1");
  }

  private List<String> deleted() {
    return new Dealings(pools.work(), "c", patient)
        .deleted(Instant.now().minus(Duration.ofMinutes(1)), List.of("Observation/o1"))
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
