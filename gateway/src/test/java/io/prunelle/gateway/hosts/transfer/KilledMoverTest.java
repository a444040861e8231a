// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Movers that die at any point, over and over, while records go to and fro and are written to. A
 * mover dies by all its connections, to hosts and database, being closed under it: for these it is
 * as if its process had been killed. {@code -Dtransfer.kills=} for more than fifty, {@code
 * -Dtransfer.seed=} for the same again.
 */
class KilledMoverTest {

  private static final int KILLS = Integer.getInteger("transfer.kills", 50);
  private static final long SEED = Long.getLong("transfer.seed", System.nanoTime());
  private static final int PATIENTS = 8;

  /** One request in so many fails, half of them after they have been carried out. */
  private static final int FAILING = 60;

  private final MoverWorld world = new MoverWorld();
  private final Random random = new Random(SEED);
  private final List<PatientRecord> records = new ArrayList<>();
  private final Map<String, Map<String, JsonObject>> expected = new HashMap<>();
  private String wanted = "cabinet";

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void noResourceIsLostOrChangedHoweverOftenMoversDie() {
    for (int i = 0; i < PATIENTS; i++) {
      records.add(admit(world.premises, "p" + i));
      expected.put("p" + i, recordOf(world.premises, "p" + i));
    }
    decide();
    int rounds = 0;

    for (int kill = 0; kill < KILLS; kill++) {
      AtomicInteger requests = hosts();
      MoverWorld.Running mover = start();
      write(mover, kill);
      boolean settled = awaitRequestsOrTheEnd(requests, 1 + random.nextInt(300));
      world.kill(mover);

      assertEachIsWholeWhereItLives();
      if (settled) {
        rounds++;
        decide();
      }
    }

    world.cloud.behave();
    world.premises.behave();
    start();
    for (PatientRecord record : records) {
      world.awaitSettled(record.patient(), wanted);
      FhirStore left = wanted.equals("cabinet") ? world.cloud : world.premises;
      assertThat(recordOf(left, record.patient())).as(seed()).isEmpty();
    }
    assertEachIsWholeWhereItLives();
    // or too little was killed for this to show anything
    assertThat(rounds).as(seed()).isLessThan(KILLS / 2);
  }

  /** Hosts carry out soon, or not at all, what they were asked for. */
  private MoverWorld.Running start() {
    return world.start(MoverWorld.calling(Duration.ofSeconds(1)), settings -> settings);
  }

  /** The other way round than before. */
  private void decide() {
    boolean permit = wanted.equals("cabinet");
    wanted = permit ? "nuage-sante" : "cabinet";
    records.forEach(record -> world.realm.decide(record.patient(), permit ? "PERMIT" : "WITHDRAW"));
  }

  /** Counts requests, and lets some fail. */
  private AtomicInteger hosts() {
    AtomicInteger requests = new AtomicInteger();
    for (FhirStore host : List.of(world.cloud, world.premises)) {
      host.instead(
          request -> {
            requests.incrementAndGet();
            return fails() ? Optional.of(Reply.json(503, new JsonObject())) : Optional.empty();
          });
      host.answering(reply -> fails() ? Reply.json(500, new JsonObject()) : reply);
    }
    return requests;
  }

  private boolean fails() {
    synchronized (random) {
      return random.nextInt(2 * FAILING) == 0;
    }
  }

  /** Whether there was nothing left to be done. */
  private boolean awaitRequestsOrTheEnd(AtomicInteger requests, int until) {
    try {
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(10))
          .until(() -> requests.get() >= until || settled());
    } catch (ConditionTimeoutException waiting) {
      // a pause before another attempt: killing it then is as good as any other time
    }
    return settled();
  }

  private boolean settled() {
    return records.stream()
        .allMatch(
            record ->
                world.placement(record.patient()).equals(wanted)
                    && world.transfers(record.patient()).stream()
                        .allMatch(row -> row.get("ended_at") != null));
  }

  /** Writes to a record where it lives, held against the mover as a request would. */
  private void write(MoverWorld.Running mover, int number) {
    PatientRecord record = records.get(random.nextInt(PATIENTS));
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
                          FhirStore home =
                              placement.host().id().equals("cabinet")
                                  ? world.premises
                                  : world.cloud;
                          JsonObject written =
                              resource(
                                  "Observation",
                                  record.patient() + "-w" + number,
                                  "Patient/" + record.patient());
                          home.put(written);
                          expected
                              .get(record.patient())
                              .put("Observation/" + written.getString("id"), written);
                          return placement;
                        })
                    .eventually(hold::abandon))
        .otherwiseEmpty()
        .await();
  }

  private void assertEachIsWholeWhereItLives() {
    for (PatientRecord record : records) {
      FhirStore home =
          world.placement(record.patient()).equals("cabinet") ? world.premises : world.cloud;
      assertThat(recordOf(home, record.patient()))
          .as("%s, %s", record.patient(), seed())
          .isEqualTo(expected.get(record.patient()));
    }
  }

  private static String seed() {
    return "-Dtransfer.seed=" + SEED;
  }
}
