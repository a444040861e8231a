// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A record of many pages and batches, written to while it moves, with the settings of an
 * installation that says nothing. {@code -Dtransfer.megabytes=20} tells for how long writers wait.
 */
class LargeRecordTest {

  private static final int MEGABYTES = Integer.getInteger("transfer.megabytes", 2);
  private static final int RESOURCE = 2_000;

  private final MoverWorld world = new MoverWorld();
  private final PatientRecord record = new PatientRecord(TestRealm.PRACTICE, "p");

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aLargeRecordMovesWholeWithWhatIsWrittenMeanwhile() {
    world.premises.put(resource("Patient", "p"));
    for (int i = 0; i < MEGABYTES * 1_000_000 / RESOURCE; i++) {
      world.premises.put(
          i % 20 == 0
              ? resource("Encounter", "p-" + i, "Patient/p").put("note", note(i))
              : resource("Observation", "p-" + i, "Patient/p", "Encounter/p-" + i / 20 * 20)
                  .put("note", note(i)));
    }
    MoverWorld.Running mover =
        world.start(TransferSettings.of(Settings.Transfer.DEFAULT), settings -> settings);
    world.realm.decide("p", "PERMIT");

    Map<String, JsonObject> written = new HashMap<>();
    while (world.placement("p").equals("cabinet")) {
      write(mover, written);
      Awaitility.await()
          .pollDelay(Duration.ofMillis(50))
          .until(() -> true); // twenty times a second, as somebody who is busy would
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> "certified".equals(world.state("p")));

    Map<String, JsonObject> arrived = recordOf(world.cloud, "p");
    assertThat(arrived)
        .hasSize(1 + MEGABYTES * 1_000_000 / RESOURCE + written.size())
        .containsAllEntriesOf(written);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    Map<String, Object> transfer = world.transfers("p").get(0);
    assertThat((int) transfer.get("held_ms")).isLessThan(2_000);
    System.out.printf(
        "%s resources, %s bytes: writers waited for %s ms, %d were written meanwhile%n",
        transfer.get("resources"), transfer.get("bytes"), transfer.get("held_ms"), written.size());
  }

  private static String note(int number) {
    return (number + " ").repeat(RESOURCE / (String.valueOf(number).length() + 1) - 40);
  }

  /** As a request would: held against the mover, where the record lives. */
  private void write(MoverWorld.Running mover, Map<String, JsonObject> written) {
    String id = "p-w" + written.size();
    mover
        .hosts
        .share(record)
        .compose(
            hold ->
                mover
                    .hosts
                    .placement(hold.connection(), record)
                    .map(
                        placement -> {
                          JsonObject observation = resource("Observation", id, "Patient/p");
                          (placement.host().id().equals("cabinet") ? world.premises : world.cloud)
                              .put(observation);
                          return written.put("Observation/" + id, observation);
                        })
                    .eventually(hold::abandon))
        .otherwiseEmpty()
        .await();
  }
}
