// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hosts that are asked for many things at once, and what they make of it. */
class BatchedReadsTest {

  private static final String OBSERVATIONS = "/fhir/Observation?subject=Patient/p&_count=4";

  private static final JsonObject EVERYTHING = new JsonObject().put("name", "everything");

  private final MoverWorld world = new MoverWorld();

  @BeforeEach
  void patients() {
    admit(world.premises, "p");
    world.premises.put(resource("Provenance", "p-prov", "Observation/p-o3", "Practitioner/gp"));
    admit(world.premises, "stays");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void moves() {
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "certified");

    assertThat(recordOf(world.cloud, "p")).isEqualTo(before).hasSize(15);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(recordOf(world.premises, "stays")).hasSize(14);
  }

  @Test
  void aHostIsAskedManyThingsAtOnce() {
    AtomicInteger requests = new AtomicInteger();
    world.premises.arriving(request -> requests.incrementAndGet());
    moves();
    int together = requests.getAndSet(0);

    // The same record, of another patient
    admit(world.premises, "q");
    world.premises.put(resource("Provenance", "q-prov", "Observation/q-o3", "Practitioner/gp"));
    world.premises.instead(BatchedReadsTest::refused);
    world.realm.decide("q", "PERMIT");
    world.awaitState("q", "certified");

    assertThat(together).isLessThan(requests.get() * 3 / 4);
  }

  /** Who comes while a batch is answered waits for all of it. */
  @Test
  void oneThatMakesWayAsksAFewThingsAtOnce() {
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    world.premises.arriving(
        request -> {
          if (FhirStore.isBatch(request) && "copying".equals(world.state("p"))) {
            sizes.add(request.body().toJsonObject().getJsonArray("entry").size());
          }
        });
    world.start().used();
    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "certified");

    // With the one that any Patient is asked for by
    assertThat(sizes).isNotEmpty().allMatch(size -> size <= 5);
  }

  @Test
  void aPageBehindWhichThereIsAnotherIsNotAskedForOnceMore() {
    List<String> alone = new CopyOnWriteArrayList<>();
    world.premises.arriving(request -> alone.add(request.uri()));
    world.premises.instead(this::withoutEverything);

    moves();

    assertThat(alone)
        .anyMatch(uri -> uri.startsWith("/fhir/Observation?") && uri.contains("_offset=4"))
        .noneMatch(uri -> uri.equals(OBSERVATIONS))
        .noneMatch(uri -> uri.equals("/fhir/Observation?patient=Patient%2Fp&_count=5"));
  }

  @Test
  void whereThePagesBehindThoseOfABatchAreNotThereTheSearchIsMadeByItself() {
    List<String> alone = new CopyOnWriteArrayList<>();
    List<String> lost = new CopyOnWriteArrayList<>();
    world.premises.arriving(request -> alone.add(request.uri()));
    world.premises.instead(
        request -> {
          if (request.uri().contains("subject=Patient/p")
              && request.uri().contains("_offset")
              && !alone.contains(OBSERVATIONS)) {
            lost.add(request.uri());
            return Optional.of(Reply.json(410, new JsonObject()));
          }
          return withoutEverything(request);
        });

    moves();

    assertThat(lost).hasSize(1);
    assertThat(alone).contains(OBSERVATIONS);
  }

  /** Each search loads it, however much else that was asked for it refers to. */
  @Test
  void whatRefersToAWholeVisitIsFoundOnceOrTwice() {
    int visits = 30;
    Map<String, String> visitOf = new HashMap<>();
    for (int i = 0; i < visits; i++) {
      String visit = "Encounter/p-v" + i;
      world.premises.put(resource("Encounter", "p-v" + i, "Patient/p"));
      List<String> all = new ArrayList<>(List.of(visit));
      for (int k = 0; k < 3; k++) {
        // As a host names them: in no order, and so that not all of them find room in a search
        String id = "p-" + Integer.toHexString((i * 3 + k) * 0x9E3779B1) + "-".repeat(48);
        world.premises.put(resource("Observation", id, "Patient/p", visit));
        all.add("Observation/" + id);
      }
      world.premises.put(resource("Provenance", "p-at" + i, all.toArray(String[]::new)));
      all.forEach(each -> visitOf.put(each, visit));
    }
    List<String> asked = new CopyOnWriteArrayList<>();
    world.premises.instead(
        request -> {
          if (request.uri().startsWith("/fhir/Provenance?") && "copying".equals(world.state("p"))) {
            asked.add(URLDecoder.decode(request.uri(), StandardCharsets.UTF_8));
          }
          return Optional.empty();
        });
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    world.start();

    world.realm.decide("p", "PERMIT");

    world.awaitState("p", "certified");
    assertThat(recordOf(world.cloud, "p")).isEqualTo(before).hasSize(15 + 5 * visits);
    List<String> searches = asked.stream().filter(uri -> !uri.contains("_offset")).toList();
    long found =
        searches.stream()
            .mapToLong(
                uri ->
                    Arrays.stream(uri.split("[?=,&]"))
                        .filter(visitOf::containsKey)
                        .map(visitOf::get)
                        .distinct()
                        .count())
            .sum();
    // One more where a visit does not end with a search
    assertThat(searches).hasSizeGreaterThan(2);
    assertThat(found).isBetween((long) visits, (long) visits + searches.size());
  }

  /** One that is searched type by type, many at a time. */
  private Optional<Reply> withoutEverything(Arrived request) {
    if (!request.uri().equals("/fhir/metadata")) {
      return Optional.empty();
    }
    JsonObject statement = world.premises.statement();
    statement
        .getJsonArray("rest")
        .getJsonObject(0)
        .getJsonArray("resource")
        .forEach(
            type ->
                ((JsonObject) type).getJsonArray("operation", new JsonArray()).remove(EVERYTHING));
    return Optional.of(Reply.json(200, statement));
  }

  @Test
  void aHostThatFindsNothingInABatchIsAskedOneByOne() {
    world.premises.instead(
        batched(entry -> answered(200, new JsonObject().put("resourceType", "Bundle"))));

    moves();
  }

  @Test
  void whatABatchDoesNotFindIsAskedForByItself() {
    // Given a host that has what it is asked for by id, but in batches
    world.premises.instead(
        batched(
            entry ->
                entry.contains("_id=") || entry.startsWith("Binary/")
                    ? answered(200, new JsonObject().put("resourceType", "Bundle"))
                    : any(entry)));

    moves();
  }

  @Test
  void aBatchThatIsNotAnsweredWholeIsNoAnswer() {
    world.premises.instead(
        request ->
            FhirStore.isBatch(request)
                ? Optional.of(
                    Reply.json(
                        200,
                        new JsonObject()
                            .put("resourceType", "Bundle")
                            .put("entry", new JsonArray().add(answered(200, patients("stays"))))))
                : Optional.empty());

    moves();
  }

  @Test
  void aHostThatRefusesBatchesIsAskedOneByOne() {
    world.premises.instead(BatchedReadsTest::refused);

    moves();
  }

  private static Optional<Reply> refused(Arrived request) {
    return FhirStore.isBatch(request)
        ? Optional.of(Reply.json(400, new JsonObject()))
        : Optional.empty();
  }

  @Test
  void versionsAreNotGoneBecauseABatchDoesNotShowThem() {
    // Given a host that expunges nothing and does not know of histories in batches
    Function<Arrived, Optional<Reply>> batches =
        batched(entry -> entry.contains("_history") ? answered(404, new JsonObject()) : any(entry));
    world.premises.instead(
        request ->
            Gate.expunges(request)
                ? Optional.of(Reply.json(200, new JsonObject()))
                : batches.apply(request));

    moves();

    assertThat(world.transfers("p")).singleElement().extracting("expunged").isEqualTo(false);
  }

  @Test
  void whatRefersToAnErasedRecordIsFoundAmongManySearches() {
    JsonObject left = resource("Group", "left", "Patient/p");
    world.premises.instead(
        request ->
            erased() && request.uri().contains("/Group?member=")
                ? Optional.of(Reply.json(200, found(left)))
                : Optional.empty());
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith("remains: ").contains("Group/left");
  }

  private boolean erased() {
    return !world.premises.content().containsKey("Patient/p");
  }

  /** Of patients some; nothing else is told. */
  private static JsonObject any(String entry) {
    return entry.equals("Patient?_count=1")
        ? answered(200, patients("stays"))
        : answered(400, new JsonObject());
  }

  private static JsonObject patients(String id) {
    return found(resource("Patient", id));
  }

  private static JsonObject found(JsonObject resource) {
    return new JsonObject()
        .put("resourceType", "Bundle")
        .put("total", 1)
        .put("entry", new JsonArray().add(new JsonObject().put("resource", resource)));
  }

  private static JsonObject answered(int status, JsonObject resource) {
    return new JsonObject()
        .put("resource", resource)
        .put("response", new JsonObject().put("status", String.valueOf(status)));
  }

  /** What a batch is answered with, entry by entry. */
  private static Function<Arrived, Optional<Reply>> batched(Function<String, JsonObject> answers) {
    return request -> {
      if (!FhirStore.isBatch(request)) {
        return Optional.empty();
      }
      JsonArray entries = new JsonArray();
      for (Object entry : request.body().toJsonObject().getJsonArray("entry")) {
        entries.add(answers.apply(((JsonObject) entry).getJsonObject("request").getString("url")));
      }
      return Optional.of(
          Reply.json(
              200,
              new JsonObject()
                  .put("resourceType", "Bundle")
                  .put("type", "batch-response")
                  .put("entry", entries)));
    };
  }
}
