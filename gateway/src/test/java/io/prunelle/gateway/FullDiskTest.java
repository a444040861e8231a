// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.NotTested;
import io.prunelle.gateway.testing.Postgres;
import io.prunelle.gateway.testing.SmallDisks;
import io.prunelle.gateway.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Disks that fill up under load, for real. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FullDiskTest {

  @TempDir static Path directory;

  private SmallDisks disks;
  private Postgres postgres;
  private TestDatabase database;
  private RunningGateway gateway;

  @BeforeAll
  void start() throws IOException {
    NotTested.unless(
        SmallDisks.arePossible(),
        "disks that fill up, which needs unshare and leave for users to have name spaces");
    disks = SmallDisks.mount(directory);
    postgres = Postgres.start(disks.data().resolve("main"), disks);
    database = TestDatabase.on(postgres);
    gateway = RunningGateway.start(database, Load::unthrottled);
  }

  @AfterAll
  void stop() {
    if (disks != null) {
      if (gateway != null) {
        gateway.close();
      }
      postgres.close();
      disks.close();
    }
  }

  private void awaitUnready() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> gateway.management("/health/ready").status() == 503);
  }

  @Test
  void whenTheDataHasNoRoomNothingIsServedUntilItHas() {
    try (Load load = Load.on(gateway)) {
      disks.fill(disks.data());
      load.awaitPutOff();
      awaitUnready();
      assertThat(gateway.management("/health/ready").body()).contains("No space left on device");
      assertThat(postgres.isAlive()).isTrue();

      disks.free(disks.data());
      load.awaitServed();
      gateway.awaitReady();
      load.endAndAssertKept(database);
    }
  }

  @Test
  void whenTheLogHasNoRoomTheServerDiesAndWhatWasAnsweredIsThereAfterwards() {
    try (Load load = Load.on(gateway)) {
      disks.fill(disks.log());
      load.awaitPutOff();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> postgres.log().contains("PANIC"));
      awaitUnready();

      disks.free(disks.log());
      // Where it had room enough to recover, it goes on by itself
      int before = load.served();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                if (!postgres.isAlive()) {
                  postgres.begin();
                }
                return load.served() > before + 40;
              });
      gateway.awaitReady();
      load.endAndAssertKept(database);
    }
  }
}
