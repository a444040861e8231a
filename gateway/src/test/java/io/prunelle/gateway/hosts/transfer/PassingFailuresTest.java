// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What fails for a moment among thousands of requests, and what an attempt keeps for the next. */
class PassingFailuresTest {

  private final MoverWorld world = new MoverWorld();
  private Map<String, JsonObject> record = Map.of();

  @BeforeEach
  void admitPatient() {
    admit(world.premises, "p");
    record = recordOf(world.premises, "p");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void hostsThatFailTheFirstTimeTheyAreAskedForAnythingCostNoAttempt() {
    world.premises.instead(firstOfEach(request -> !Gate.deletes(request)));
    world.cloud.instead(firstOfEach(request -> request.method().equals("GET")));

    moves();

    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.transfers("p")).singleElement().extracting("failures").isEqualTo(0);
  }

  private static Function<Arrived, Optional<Reply>> firstOfEach(Predicate<Arrived> kind) {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    return request ->
        kind.test(request) && asked.add(request.method() + request.uri())
            ? Optional.of(Reply.json(503, new JsonObject()))
            : Optional.empty();
  }

  @Test
  void whatAHostSaysOfARefusalIsKeptWithTheReason() {
    world.cloud.instead(
        request ->
            Gate.writes(request)
                ? Optional.of(
                    Reply.json(
                        400,
                        new JsonObject(
                            """
                            {"resourceType":"OperationOutcome","issue":[{"severity":"error",
                            "code":"processing","diagnostics":"Encounter/e is not known here"}]}""")))
                : Optional.empty());
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed"))
        .startsWith("host-refused: ")
        .contains("(status 400: Encounter/e is not known here)");
  }

  @Test
  void whatNoVersionIsLeftOfIsNotExpungedOnceMore() {
    Map<String, Integer> expunged = new ConcurrentHashMap<>();
    world.premises.instead(
        request -> {
          if (!Gate.expunges(request)) {
            return Optional.empty();
          }
          expunged.merge(request.uri(), 1, Integer::sum);
          return request.uri().contains("/Observation/p-o8/")
              ? Optional.of(Reply.json(500, new JsonObject()))
              : Optional.empty();
        });
    world.start();
    world.realm.decide("p", "PERMIT");
    Awaitility.await()
        .until(() -> expunged.getOrDefault("/fhir/Observation/p-o8/$expunge", 0) >= 8);

    world.premises.instead(
        request -> {
          if (Gate.expunges(request)) {
            expunged.merge(request.uri(), 1, Integer::sum);
          }
          return Optional.empty();
        });
    world.awaitState("p", "certified");

    assertThat(expunged).hasSize(14);
    assertThat(expunged.values().stream().filter(times -> times == 1))
        .hasSizeGreaterThanOrEqualTo(9);
    assertThat(world.premises.remembered()).noneMatch(key -> key.contains("/p"));
  }

  @Test
  void whatWaitsForAHostThatDoesNotAnswerGoesOnOnceItDoes() {
    waitsFor(Reply.none(), "host-unreachable: ");

    world.cloud.behave();

    world.awaitState("p", "certified");
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
  }

  @Test
  void whatWaitsForAHostThatAnotherAnswersForGoesOnOnceItAnswersItself() {
    waitsFor(Reply.json(503, new JsonObject()), "host-refused: ");

    world.cloud.behave();

    world.awaitState("p", "certified");
  }

  /** For ten minutes, as if it had failed for as long. */
  private void waitsFor(Reply reply, String reason) {
    world.cloud.instead(request -> Optional.of(reply));
    world.start(
        MoverWorld.pausing(Duration.ofMillis(50), Duration.ofMinutes(10)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    assertThat(world.awaitReason("p", "failed")).startsWith(reason);
    world.database.execute("UPDATE hosts.transfer SET failures = 20");
    Awaitility.await()
        .until(
            () ->
                !world
                    .database
                    .rows(
                        "SELECT 1 FROM hosts.transfer WHERE state = 'failed'"
                            + " AND retry_at > now() + interval '5 minutes'")
                    .isEmpty());
  }

  @Test
  void aHostThatAnswersAndFailsAtWhatItIsAskedIsNotAskedTheMoreOften() {
    waitsFor(Reply.json(503, new JsonObject()), "host-refused: ");
    int before = (int) world.transfers("p").get(0).get("failures");
    AtomicInteger looks = new AtomicInteger();
    world.cloud.arriving(
        request -> {
          if (request.uri().equals("/fhir/metadata")) {
            looks.incrementAndGet();
          }
        });

    world.cloud.instead(
        request ->
            request.uri().equals("/fhir/metadata")
                ? Optional.empty()
                : Optional.of(Reply.json(503, new JsonObject())));
    Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> looks.get() >= 3);

    // When it had come back, and not for each look after that
    assertThat(world.transfers("p")).singleElement().extracting("failures").isEqualTo(before + 1);
  }

  @Test
  void whatIsShownAgainForAllThatItRefersToIsReadAndCountedOnce() {
    String[] all =
        IntStream.range(0, 900)
            .mapToObj(
                i -> {
                  world.premises.put(resource("Observation", "p-n" + i, "Patient/p"));
                  return "Observation/p-n" + i;
                })
            .toArray(String[]::new);
    world.premises.put(resource("Provenance", "p-all", all));
    record = recordOf(world.premises, "p");
    AtomicInteger searches = new AtomicInteger();
    world.premises.instead(
        request -> {
          if (request.uri().contains("Provenance?target=")) {
            searches.incrementAndGet();
          }
          return Optional.empty();
        });

    // Shown five times it has 150 kB, and the rest as much: one of 250 kB may be moved
    world.start(
        TransferSettings.of(
            new Settings.Transfer(
                2,
                2,
                4,
                Duration.ofSeconds(2),
                250_000,
                Duration.ofSeconds(2),
                Duration.ofMinutes(2),
                30)),
        settings -> settings);
    world.realm.decide("p", "PERMIT");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> "certified".equals(world.state("p")));

    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(searches.get()).isBetween(5, 60);
  }

  @Test
  void whatTheNewPlaceTellsOfOthersAsWellDoesNotKeepTheOldOneFromBeingErased() {
    AtomicInteger done = new AtomicInteger();
    world.cloud.instead(
        request -> {
          if (world.placement("p").equals("nuage-sante") && done.getAndIncrement() == 0) {
            world.cloud.put(resource("Patient", "q"));
            world.cloud.put(resource("Group", "p-both", "Patient/p", "Patient/q"));
          }
          return Optional.empty();
        });

    moves();

    assertThat(done.get()).isPositive();
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.cloud.content()).containsKey("Group/p-both");
  }

  private void moves() {
    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "certified");
  }
}
