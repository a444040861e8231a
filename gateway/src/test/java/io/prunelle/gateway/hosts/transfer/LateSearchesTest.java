// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A host whose searches find what there was some time ago, as those do that stand on an index of
 * their own, while reads and its history are of now.
 */
class LateSearchesTest {

  private final MoverWorld world = new MoverWorld();

  @BeforeEach
  void admitPatient() {
    admit(world.premises, "p");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void whatTheHistoryTellsIsReadByItsNameBeforeItCountsAsUnchangedOrGone() {
    Gate gate = Gate.before(world.cloud, Gate::writes);
    // However long the gate is closed, no write is given up
    world.start(MoverWorld.settings(Duration.ZERO, Duration.ofSeconds(30)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    searchesStandStillUntilItIsSwitched();

    changes();
    gate.open();

    arrivesAsItIs();
    assertThat(world.transfers("p")).singleElement().extracting("attempts").isEqualTo(1);
  }

  /** Of a host whose searches are late for longer nothing is erased: that is tried again. */
  private void searchesStandStillUntilItIsSwitched() {
    world.premises.searchesStandStill(true);
    world.premises.arriving(
        request -> {
          if (world.placement("p").equals("nuage-sante")) {
            world.premises.searchesStandStill(false);
          }
        });
  }

  private void changes() {
    world.premises.put(changed());
    world.premises.put(resource("Practitioner", "new"));
    world.premises.put(resource("Observation", "p-new", "Patient/p", "Practitioner/new"));
    world.premises.delete("Observation/p-o5");
  }

  private static JsonObject changed() {
    return resource("Observation", "p-o3", "Patient/p", "Encounter/p-e").put("status", "amended");
  }

  private void arrivesAsItIs() {
    Map<String, JsonObject> now = recordOf(world.premises, "p");
    world.awaitSettled("p", "nuage-sante");
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(recordOf(world.cloud, "p"))
        .isEqualTo(now)
        .containsKey("Observation/p-new")
        .doesNotContainKey("Observation/p-o5");
    assertThat(world.cloud.content()).containsKey("Practitioner/new");
  }
}
