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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A record from which something is deleted whenever it is read, at a host that does not tell what
 * has changed, and where a reading takes longer than writers may wait. Each deletion has what comes
 * after it move to a page that was read already.
 */
class DeletedWhileReadTest {

  /** It becomes the last one on a page that was read, each time. */
  private static final String MISSED = "Condition/p-b17";

  private final MoverWorld world = new MoverWorld(FhirStore.Kind.PLAIN);
  private final AtomicInteger written = new AtomicInteger();
  private final Set<String> deleted = new ConcurrentSkipListSet<>();
  private final AtomicInteger heldReadings = new AtomicInteger();
  private PatientRecord record;

  @BeforeEach
  void admitPatient() {
    record = admit(world.premises, "p");
    for (int i = 10; i < 23; i++) {
      world.premises.put(resource("Condition", "p-b" + i, "Patient/p"));
    }
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itMovesAsAWhole(boolean counted) {
    MoverWorld.Running running = startWithLongReadings();
    if (!counted) {
      world.premises.answering(DeletedWhileReadTest::withoutTotal);
    }
    deletesDuring(running, state -> !state.equals("frozen"), true);

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    arrivedAsAWhole();
    assertThat(heldReadings).hasValue(1);
  }

  /** One that was free of deletions is followed by others that are not. */
  @Test
  void whatALaterReadingHasMissedIsNotTakenForDeleted() {
    MoverWorld.Running running = startWithLongReadings();
    world.premises.answering(DeletedWhileReadTest::withoutTotal);
    deletesDuring(running, "catching-up"::equals, false);

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    arrivedAsAWhole();
    assertThat(heldReadings).hasValue(1);
  }

  /** As some do, whether they are asked to or not. */
  @Test
  void whatAHostDeletesAlongIsNotBroughtBack() {
    MoverWorld.Running running = startWithLongReadings();
    afterTheLastReading(
        () ->
            running.deletes(
                record,
                true,
                "Encounter",
                "p-e",
                () -> {
                  world.premises.delete("Encounter/p-e");
                  world.premises.delete("Observation/p-o3");
                  world.premises.delete("Observation/p-o7");
                }));

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(heldReadings).hasValue(1);
    assertThat(recordOf(world.cloud, "p"))
        .hasSize(24)
        .doesNotContainKeys("Encounter/p-e", "Observation/p-o3", "Observation/p-o7");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void withoutThePatientThereIsNoRecord() {
    MoverWorld.Running running = startWithLongReadings();
    afterTheLastReading(
        () ->
            running.deletes(
                record, true, "Patient", "p", () -> world.premises.delete("Patient/p")));

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith("no-record: ");
    assertThat(world.placement("p")).isEqualTo("cabinet");
    assertThat(recordOf(world.premises, "p")).hasSize(26);
  }

  /** All but what is searched for last, after the first hold. */
  private void afterTheLastReading(Runnable deletion) {
    AtomicBoolean done = new AtomicBoolean();
    world.premises.arriving(
        request -> {
          if (heldReadings.get() == 1
              && "catching-up".equals(world.state("p"))
              && request.uri().contains("?location=Binary%2Fp-scan")
              && done.compareAndSet(false, true)) {
            deletion.run();
          }
        });
  }

  /** As through a gateway that does not know yet that it may not, or for longer than it may not. */
  @Test
  void itStaysWhereItIsAsLongAsNoReadingCanBeReliedOn() {
    MoverWorld.Running running = startWithLongReadings();
    world.premises.answering(DeletedWhileReadTest::withoutTotal);
    deletesDuring(running, state -> !state.equals("frozen"), false);

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith("record-busy: ");
    assertThat(world.placement("p")).isEqualTo("cabinet");
    // Else nothing of all this has been tried
    assertThat(recordOf(world.cloud, "p")).hasSizeGreaterThan(20).doesNotContainKey(MISSED);

    world.premises.arriving(request -> {});
    world.awaitSettled("p", "nuage-sante");
    arrivedAsAWhole();
  }

  private Map<String, JsonObject> admitted() {
    Map<String, JsonObject> admitted = new TreeMap<>(recordOf(world.premises, "p"));
    assertThat(admitted).hasSize(27).containsKey(MISSED);
    return admitted;
  }

  private MoverWorld.Running startWithLongReadings() {
    admitted();
    MoverWorld.Running running = world.start();
    world.premises.instead(
        request -> {
          if (isFirstPage(request) && "frozen".equals(world.state("p"))) {
            heldReadings.incrementAndGet();
            // As a writer, who goes on when the mover has given up
            running.hosts.share(record).toCompletionStage().toCompletableFuture().join().abandon();
          }
          return Optional.empty();
        });
    return running;
  }

  /**
   * @param refused whether nobody deletes what is kept
   */
  private void deletesDuring(
      MoverWorld.Running running, Predicate<String> states, boolean refused) {
    world.premises.arriving(
        request -> {
          if (!world.placement("p").equals("cabinet")
              || !states.test(String.valueOf(world.state("p")))) {
            return;
          }
          String id = "p-a" + written.get();
          if (isFirstPage(request)) {
            String next = "p-a" + written.incrementAndGet();
            world.premises.put(resource("Condition", next, "Patient/p"));
            running.created("p", "Condition", next);
          } else if (isThirdPage(request)
              && world.premises.content().containsKey("Condition/" + id)) {
            Runnable deletion = () -> world.premises.delete("Condition/" + id);
            if (running.deletes(record, refused, "Condition", id, deletion)) {
              deleted.add("Condition/" + id);
            }
          }
        });
  }

  private static boolean isFirstPage(Arrived request) {
    return request.uri().equals("/fhir/Condition?patient=Patient/p&_count=4");
  }

  private static boolean isThirdPage(Arrived request) {
    return request.uri().startsWith("/fhir/Condition?")
        && request.uri().contains("_offset=8")
        && request.uri().contains("patient=Patient/p");
  }

  static Reply withoutTotal(Reply reply) {
    JsonObject bundle = reply.body().length() > 0 ? reply.body().toJsonObject() : new JsonObject();
    if (bundle.getJsonArray("entry") == null || bundle.getJsonArray("entry").isEmpty()) {
      return reply;
    }
    bundle.remove("total");
    return Reply.json(reply.status(), bundle);
  }

  private void arrivedAsAWhole() {
    Map<String, JsonObject> there = recordOf(world.cloud, "p");
    assertThat(deleted).isNotEmpty();
    assertThat(there).doesNotContainKeys(deleted.toArray(String[]::new)).containsKey(MISSED);
    assertThat(there).hasSize(27 + written.get() - deleted.size());
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }
}
