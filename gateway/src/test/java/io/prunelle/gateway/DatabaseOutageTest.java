// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.prunelle.gateway.testing.Postgres;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.Wire;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Whatever befalls the database, nothing is answered that is not written, and the gateway goes on
 * by itself. One gateway lives through all of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DatabaseOutageTest {

  private static final String CONNECTIONS =
      "SELECT pid FROM pg_stat_activity WHERE usename = 'prunelle_gateway'";

  @TempDir static Path directory;

  private Postgres postgres;
  private Wire wire;
  private TestDatabase database;
  private RunningGateway gateway;

  @BeforeAll
  void start() {
    postgres = Postgres.start(directory.resolve("data"));
    wire = Wire.to(postgres.port());
    database = TestDatabase.on(postgres).through(wire.port());
    gateway = RunningGateway.start(database, Load::unthrottled);
  }

  @AfterAll
  void stop() {
    gateway.close();
    wire.close();
    postgres.close();
  }

  private int ready() {
    return gateway.management("/health/ready").status();
  }

  private void awaitUnready() {
    Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> ready() == 503);
  }

  @Test
  void aServerThatIsStoppedInOrderIsWaitedFor() {
    try (Load load = Load.on(gateway)) {
      postgres.stopFast();
      load.awaitPutOff();
      awaitUnready();

      postgres.start();
      load.awaitServed();
      gateway.awaitReady();
      load.endAndAssertKept(database);
    }
  }

  @Test
  void aServerThatIsStoppedAtOnceIsWaitedFor() {
    try (Load load = Load.on(gateway)) {
      postgres.stopImmediately();
      load.awaitPutOff();

      postgres.start();
      load.awaitServed();
      gateway.awaitReady();
      load.endAndAssertKept(database);
    }
  }

  @Test
  void tablesThatAreLockedAreNotWaitedForLongerThanARequestMayWait() throws Exception {
    try (Load load = Load.on(gateway)) {
      try (Connection other = database.connect(database.owner())) {
        other.setAutoCommit(false);
        other.createStatement().execute("LOCK TABLE journal.entry");
        load.awaitPutOff();
        awaitUnready();
      }
      load.awaitServed();
      gateway.awaitReady();
      load.endAndAssertKept(database);
    }
  }

  @Test
  void aServerThatOnlyReadsIsNoneToWriteTo() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger journal = (Logger) LoggerFactory.getLogger("io.prunelle.gateway.journal");
    journal.addAppender(log);
    try (Load load = Load.on(gateway)) {
      readOnly("on");
      wire.cut();
      load.awaitPutOff();
      awaitUnready();
      assertThat(gateway.management("/health/ready").body()).contains("read-only transaction");
      load.awaitPutOff();

      readOnly("off");
      load.awaitServed();
      gateway.awaitReady();
      load.endAndAssertKept(database);
    } finally {
      journal.detachAppender(log);
    }
    assertThat(log.list.stream().filter(line -> line.getLevel() == Level.ERROR))
        .as("told once")
        .hasSize(1);
    assertThat(gateway.management("/metrics").body())
        .containsPattern("prunelle_journal_failing_seconds(\\{[^}]*})? 0\\.0");
    assertThat(database.rows(CONNECTIONS))
        .as("of two pools of two, one of four, and of its own")
        .hasSizeLessThanOrEqualTo(12);
  }

  private void readOnly(String yes) {
    postgres.sql("ALTER SYSTEM SET default_transaction_read_only = " + yes);
    postgres.sql("SELECT pg_reload_conf()");
  }
}
