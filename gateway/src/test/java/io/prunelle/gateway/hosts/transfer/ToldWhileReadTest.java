// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * As {@link DeletedWhileReadTest}, at a host that tells what has changed, or says that it does: a
 * reading of the whole takes longer than writers may wait.
 */
class ToldWhileReadTest {

  private final MoverWorld world = new MoverWorld();
  private final AtomicInteger written = new AtomicInteger();
  private final Set<String> deleted = new ConcurrentSkipListSet<>();
  private final AtomicInteger heldReadings = new AtomicInteger();
  private final AtomicBoolean kept = new AtomicBoolean();
  private PatientRecord record;

  @BeforeEach
  void admitPatient() {
    record = admit(world.premises, "p");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aRecordFromWhichSomethingIsDeletedAllTheTimeMoves() {
    MoverWorld.Running running = startWithLongReadings(request -> false);
    deletesDuringEachReading(running);

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(deleted).isNotEmpty();
    assertThat(heldReadings).hasValue(1);
    arrivedAsAWhole();
  }

  /** Its history tells of it, and no page has moved under the reading. */
  @Test
  void soItDoesIfSomethingIsDeletedBetweenThatReadingAndTheHold() {
    MoverWorld.Running running = startWithLongReadings(request -> false);
    deletesDuringEachReading(running);
    AtomicBoolean done = new AtomicBoolean();
    world.cloud.arriving(
        request -> {
          if (kept.get() && "catching-up".equals(world.state("p")) && !done.get()) {
            done.set(delete(running, "Observation/p-o3"));
          }
        });

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(deleted).contains("Observation/p-o3");
    assertThat(heldReadings).hasValue(1);
    arrivedAsAWhole();
  }

  @Test
  void aRecordMovesFromAHostThatRefusesItsHistory() {
    startWithLongReadings(Gate::history);

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(heldReadings).hasValue(1);
    arrivedAsAWhole();
  }

  @Test
  void soDoesOneFromWhichSomethingIsDeletedAllTheTime() {
    MoverWorld.Running running = startWithLongReadings(Gate::history);
    deletesDuringEachReading(running);

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(deleted).isNotEmpty();
    assertThat(heldReadings).hasValue(1);
    arrivedAsAWhole();
  }

  private MoverWorld.Running startWithLongReadings(Predicate<Arrived> refused) {
    MoverWorld.Running running = world.start();
    world.premises.instead(
        request -> {
          if (Gate.everything(request) && "frozen".equals(world.state("p"))) {
            heldReadings.incrementAndGet();
            // As a writer, who goes on when the mover has given up
            running.hosts.share(record).toCompletionStage().toCompletableFuture().join().abandon();
          }
          return refused.test(request)
              ? Optional.of(Reply.json(501, new JsonObject()))
              : Optional.empty();
        });
    world.premises.answering(DeletedWhileReadTest::withoutTotal);
    return running;
  }

  /** Of what a page has shown, before the next one is asked for. */
  private void deletesDuringEachReading(MoverWorld.Running running) {
    world.premises.arriving(
        request -> {
          if (!world.placement("p").equals("cabinet") || "frozen".equals(world.state("p"))) {
            return;
          }
          String id = "p-a" + written.get();
          if (Gate.everything(request)) {
            String next = "p-a" + written.incrementAndGet();
            world.premises.put(resource("Condition", next, "Patient/p"));
            running.created("p", "Condition", next);
          } else if (isThirdPage(request)
              && world.premises.content().containsKey("Condition/" + id)) {
            kept.set(!delete(running, "Condition/" + id));
          }
        });
  }

  private boolean delete(MoverWorld.Running running, String reference) {
    String[] key = reference.split("/", -1);
    boolean may =
        running.deletes(record, true, key[0], key[1], () -> world.premises.delete(reference));
    if (may) {
      deleted.add(reference);
    }
    return may;
  }

  private static boolean isThirdPage(Arrived request) {
    return request.uri().contains("/$everything") && request.uri().contains("_offset=8");
  }

  private void arrivedAsAWhole() {
    assertThat(recordOf(world.cloud, "p"))
        .hasSize(14 + written.get() - deleted.size())
        .doesNotContainKeys(deleted.toArray(String[]::new));
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }
}
