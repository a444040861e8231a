// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.proxy.ReadTimes;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Moves that make way for who uses the hosts, and those that do not. */
class MakingWayTest {

  private final MoverWorld world = new MoverWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private MoverWorld.Running start(int requests, Duration longestHold) {
    MoverWorld.Running mover =
        world.start(MoverWorld.asking(requests, longestHold), settings -> settings);
    mover.used();
    return mover;
  }

  /** In less time than a {@link Gate} stays closed by itself. */
  private static void await(BooleanSupplier until) {
    Awaitility.await().atMost(Duration.ofSeconds(12)).until(until::getAsBoolean);
  }

  /** Holds up what moves of a patient from the practice, and with it what waits behind that. */
  private Gate holdUp(String patient) {
    return Gate.before(
        world.premises,
        request -> Gate.everything(request) && request.uri().contains("/" + patient + "/"));
  }

  private void inTheCloud(String patient) {
    admit(world.premises, patient);
    world.realm.decide(patient, "PERMIT");
    world.awaitState(patient, "certified");
  }

  @Test
  void whileWritersWaitAMoveDoesNotRest() {
    // Given a host whose last answer before is followed by a rest longer than writers may wait
    world.premises.setBack(Duration.ofMinutes(1));
    admit(world.premises, "p");
    world.premises.setBack(Duration.ZERO);
    world.premises.put(resource("Practitioner", "somebody-else"));
    world.premises.instead(
        request -> {
          if (request.uri().startsWith("/fhir/_history?_since=")) {
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
          }
          return Optional.empty();
        });
    start(1, Duration.ofMillis(1500));

    world.realm.decide("p", "PERMIT");

    await(() -> world.placement("p").equals("nuage-sante"));
  }

  @Test
  void aRecordThatNobodyMayReadUntilItHasLeftOvertakesOthers() {
    start(2, Duration.ofSeconds(2));
    inTheCloud("p");
    admit(world.premises, "q");
    Gate gate = holdUp("q");
    world.realm.decide("q", "PERMIT");
    gate.awaitReached();

    world.realm.decide("p", "WITHDRAW");

    await(() -> world.placement("p").equals("cabinet"));
    assertThat(world.placement("q")).isEqualTo("cabinet");
    gate.open();
  }

  @Test
  void whatKeepsSuchARecordFromBeginningHurriesAsWell() {
    start(2, Duration.ofSeconds(2));
    inTheCloud("p");
    admit(world.premises, "q");
    admit(world.premises, "r");
    Gate gate = holdUp("q");
    world.realm.decide("q", "PERMIT");
    gate.awaitReached();
    // Waits behind it, and has the only place that is left
    world.realm.decide("r", "PERMIT");
    await(() -> "copying".equals(world.state("r")));

    world.realm.decide("p", "WITHDRAW");

    await(() -> world.placement("p").equals("cabinet"));
    assertThat(world.state("r")).isEqualTo("certified");
    assertThat(world.placement("q")).isEqualTo("cabinet");
    gate.open();
  }

  @Test
  void aRecordThatNobodyMayReadWhereItHasJustArrivedComesHomeBeforeOthersGo() {
    // Given one that is not erased yet where it was, and others that wait for no more than a host
    world.start(MoverWorld.onePerHost(Duration.ofHours(1)), settings -> settings);
    admit(world.premises, "p");
    admit(world.premises, "q");
    admit(world.premises, "r");
    Gate gate = holdUp("q");
    world.realm.decide("p", "PERMIT");
    await(() -> world.placement("p").equals("nuage-sante"));
    world.realm.decide("q", "PERMIT");
    gate.awaitReached();
    assertThat(world.state("p")).isEqualTo("switched");
    world.database.execute("UPDATE hosts.transfer SET erase_after = now() WHERE patient = 'p'");
    world.realm.decide("r", "PERMIT");
    await(() -> "queued".equals(world.state("r")));
    AtomicReference<String> whereWhenTheNextBegan = new AtomicReference<>();
    world.premises.arriving(
        request -> {
          if (Gate.everything(request) && request.uri().contains("/r/")) {
            whereWhenTheNextBegan.compareAndSet(null, world.placement("p"));
          }
        });

    world.decideAndFollow("p", "WITHDRAW");
    await(() -> Boolean.TRUE.equals(world.transfers("p").get(0).get("urgent")));
    gate.open();

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> whereWhenTheNextBegan.get() != null);
    assertThat(whereWhenTheNextBegan).hasValue("cabinet");
  }

  @Test
  void whatFailedToBeErasedWhereItWasIsTriedAtOnceWhenNobodyMayReadItWhereItIs() {
    world.premises.instead(
        request ->
            Gate.deletes(request)
                ? Optional.of(Reply.json(500, new JsonObject()))
                : Optional.empty());
    world.start(MoverWorld.pausing(Duration.ofMinutes(10)), settings -> settings);
    admit(world.premises, "p");
    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "failed");
    world.premises.instead(request -> Optional.empty());

    world.realm.decide("p", "WITHDRAW");

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> world.placement("p").equals("cabinet"));
  }

  @Test
  void oneGatewaySeesThatAnotherMovesRecords() {
    admit(world.premises, "q");
    Gate gate = holdUp("q");
    world.start(MoverWorld.asking(2, Duration.ofSeconds(2)), settings -> settings);
    world.realm.decide("q", "PERMIT");
    gate.awaitReached();
    MoverWorld.Running other = world.start();
    AtomicInteger hosts = new AtomicInteger();

    await(() -> !measured(other.times.of("while" + hosts.incrementAndGet())));
    gate.open();
    await(() -> measured(other.times.of("after" + hosts.incrementAndGet())));
    world.awaitState("q", "certified");
  }

  /** Whether what is asked now counts as asked while no record moves. */
  private static boolean measured(ReadTimes.OfHost host) {
    for (int i = 0; i < 30; i++) {
      host.timed(Future::succeededFuture);
    }
    return host.usual();
  }
}
