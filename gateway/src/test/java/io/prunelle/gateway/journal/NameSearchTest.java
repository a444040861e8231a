// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Migration;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People are found by how their names begin, whatever letters the database's locale knows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NameSearchTest {

  private static final Outcome DONE = new Outcome(200, 12, Duration.ofMillis(3), "completed");

  private final Vertx vertx = Vertx.vertx();
  private Pools pools;
  private Journal journal;
  private UUID reading;

  @BeforeAll
  void start() {
    TestDatabase database = TestDatabase.ofLocaleC();
    Settings settings = TestSettings.of(TestRealm.start(vertx), database);
    Migration.run(settings);
    pools = Pools.of(vertx, settings.database());
    journal = Journal.of(vertx, settings, pools.work(), "a", Clock.systemUTC());
    journal.start();
    reading = journal.record(by("Élodie MARTIN"), DONE).await();
    journal.record(by("ÇAĞLA Şahin"), DONE).await();
    journal.record(by("İlker_Öz"), DONE).await();
    journal.record(by("Straßer"), DONE).await();
  }

  @AfterAll
  void stop() {
    journal.stop().await();
    pools.stop().await();
    vertx.close().await();
  }

  @ParameterizedTest
  @CsvSource({
    "Élodie, Élodie MARTIN",
    "élodie, Élodie MARTIN",
    "ÉLODIE Martin, Élodie MARTIN",
    "çağla ş, ÇAĞLA Şahin",
    "Çağla Ş, ÇAĞLA Şahin",
    "İLKER_ö, İlker_Öz",
    "STRAß, Straßer",
    "Martin, ",
    "İlkerxö, ",
    "%, ",
    "Elodie, Élodie MARTIN",
    "elodie m, Élodie MARTIN",
    "Èlodie, Élodie MARTIN",
    "cagla s, ÇAĞLA Şahin",
    "ilker_oz, İlker_Öz",
    "Elodia, ",
  })
  void byItsBeginningWhateverTheCaseAndAccents(String searched, String found) {
    assertThat(journal.search(reading, called(searched), null, 10).await())
        .extracting(line -> line.entry().agent().name())
        .isEqualTo(found == null ? List.of() : List.of(found));
  }

  private static Selection called(String name) {
    return new Selection("c", null, null, null, null, null, name, null, Set.of(), null, null, null);
  }

  private static Entry by(String name) {
    return new Entry(
        "r",
        new Entry.Agent("sub", name, "practitioner", "app", "jti", "127.0.0.1"),
        new Entry.Act("read", "Patient", "p1", null, "GET", "/fhir/c/Patient/p1"),
        new Entry.Where("c", "p1", "host", "c@host", 42L),
        true,
        "consent-permit");
  }
}
