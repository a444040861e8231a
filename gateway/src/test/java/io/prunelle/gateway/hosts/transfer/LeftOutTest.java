// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts whose {@code $everything} shows less than there is, and says nothing of it. */
class LeftOutTest {

  private final MoverWorld world = new MoverWorld();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private Map<String, JsonObject> record = Map.of();

  /** More conditions than are looked at first; found by whose they are, and by nothing else. */
  @BeforeEach
  void aRecordWithManyConditions() {
    admit(world.premises, "p");
    for (int i = 0; i < 12; i++) {
      world.premises.put(resource("Condition", "p-d%02d".formatted(i), "Patient/p"));
    }
    record = recordOf(world.premises, "p");
    world.premises.answering(LeftOutTest::withoutTotal);
    world.premises.arriving(request -> asked.add(request.uri() + request.body()));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".*", // all of it
        "Patient/p", // the first of all
        "Condition/p-d11", // the last one of a type
        "Condition/p-d0[0-5]", // a page
        "Observation/.*", // a type
        "Observation/p-o8"
      })
  void whatIsLeftOutMovesWithTheRest(String some) {
    world.premises.hides(key -> key.toString().matches(some));

    moves();
  }

  @Test
  void whatIsLeftOutOnlyOnceTheRecordWasReadIsNotTakenForDeleted() {
    // Given a host that tells of no changes, so that the record is read again
    world.premises.instead(
        request -> {
          if (request.uri().startsWith("/fhir/_history")) {
            return Optional.of(Reply.json(403, new JsonObject()));
          }
          if (Gate.everything(request) && asked.stream().filter(this::everything).count() > 1) {
            world.premises.hides(key -> key.toString().equals("Condition/p-d11"));
          }
          return Optional.empty();
        });

    moves();
  }

  @Test
  void whereNothingIsLeftOutNothingIsReadTwice() {
    moves();

    List<String> conditions =
        asked.stream()
            .filter(request -> request.matches("(?s).*Condition\\?(patient|subject)=.*"))
            .toList();
    assertThat(conditions).anyMatch(request -> request.contains("_summary=count"));
    // The first few of each search, among others or alone; and their number
    assertThat(conditions).noneMatch(request -> request.contains("_offset=4"));
    assertThat(conditions.stream().filter(request -> request.contains("_summary=count")))
        .hasSize(1);
  }

  @Test
  void aHostThatCountsMoreThanItShowsKeepsTheRecord() {
    world.premises.answering(
        reply ->
            withoutTotal(isCount(reply) ? Reply.json(200, bundle(reply).put("total", 17)) : reply));
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith("unreadable: ").contains("13 of 17");
    assertThat(world.cloud.content()).isEmpty();
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  @Test
  void whatNamesAPatientWhoIsNotThereIsNeitherReadToItsEndNorCounted() {
    for (int i = 0; i < 12; i++) {
      world.premises.put(resource("Condition", "lost-d%02d".formatted(i), "Patient/lost"));
    }
    world.premises.answering(
        reply ->
            withoutTotal(isCount(reply) ? Reply.json(200, bundle(reply).put("total", 17)) : reply));
    world.start();

    world.realm.decide("lost", "PERMIT");

    assertThat(world.awaitReason("lost", "failed")).startsWith("no-record: ");
    assertThat(asked)
        .anyMatch(request -> request.matches("(?s).*Condition\\?(patient|subject)=.*"));
    assertThat(asked).noneMatch(request -> request.matches("(?s).*(_summary=count|_offset=).*"));
  }

  private boolean everything(String request) {
    return request.contains("/$everything") && !request.contains("_offset");
  }

  private void moves() {
    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "certified");

    assertThat(recordOf(world.cloud, "p")).isEqualTo(record).hasSize(26);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.transfers("p")).singleElement().extracting("attempts").isEqualTo(1);
  }

  /** As HAPI, which counts when it is asked to. */
  private static Reply withoutTotal(Reply reply) {
    if (isCount(reply) || !isSearch(reply)) {
      return reply;
    }
    JsonObject bundle = bundle(reply);
    bundle.remove("total");
    return Reply.json(reply.status(), bundle);
  }

  private static boolean isSearch(Reply reply) {
    return "searchset".equals(bundle(reply).getString("type"));
  }

  private static boolean isCount(Reply reply) {
    JsonObject bundle = bundle(reply);
    return isSearch(reply)
        && bundle.getJsonArray("entry", new JsonArray()).isEmpty()
        && bundle.getInteger("total", 0) > 0;
  }

  private static JsonObject bundle(Reply reply) {
    return reply.body().length() == 0 ? new JsonObject() : reply.body().toJsonObject();
  }
}
