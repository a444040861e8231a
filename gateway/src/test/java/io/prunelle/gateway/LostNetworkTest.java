// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.Postgres;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.Wire;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A network that loses packets and tells nobody. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LostNetworkTest {

  private static final String WRITER = "prunelle-gateway journal";

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

  @AfterEach
  void repair() {
    wire.pass();
  }

  private int ready() {
    return gateway.management("/health/ready").status();
  }

  private void awaitUnready() {
    Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> ready() == 503);
  }

  @Test
  void aNetworkThatSwallowsPacketsIsNotWaitedForLongerThanARequestMayWait() {
    try (Load load = Load.on(gateway)) {
      wire.swallow();
      load.awaitPutOff();
      awaitUnready();

      // Neither side was told: the server still has sessions that nobody speaks in
      wire.pass();
      load.awaitServed();
      gateway.awaitReady();
      load.endAndAssertKept(database);
      assertThat(load.longest()).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void theWritersAnswersThatAreHeldBackAreNotTakenForCommits() {
    try (Load load = Load.on(gateway)) {
      wire.hold(Wire.Way.TO_CLIENT, WRITER);
      load.awaitPutOff();
      awaitUnready();

      wire.pass();
      load.awaitServed();
      gateway.awaitReady();
      load.endAndAssertKept(database);
    }
  }
}
