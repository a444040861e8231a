// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Over several records, what may not be shown of that which is told by others neither fills the
 * answer nor the memory: who fills their own part up to the bound learns nothing of it.
 */
final class HiddenDependentsTest {

  private static final String SEARCH = "/Observation?code=x&_revinclude=Provenance:target";
  private static final int BOUND = 64 << 10;

  private static RunningGateway gateway;

  /** A page of the host's: an Observation, and what is brought along with it. */
  private record Shelved(JsonObject match, List<JsonObject> brought) {}

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(TestDatabase.migrated(), HiddenDependentsTest::little);
    gateway.cloud.answers(request -> Reply.json(200, RecordingHost.searchset()));
    // what is still at the practice is not there
    gateway.permit("gone");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Settings little(Settings s) {
    Settings.Limits l = s.limits();
    return TestSettings.with(
        s,
        new Settings.Limits(
            BOUND,
            BOUND,
            l.bundleEntries(),
            l.matches(),
            l.upstreamTimeout(),
            l.upstreamConnections(),
            l.upstreamFailures(),
            l.upstreamRest(),
            2L * BOUND),
        s.clients());
  }

  /** Some 27 KiB each: two of them are nearly all that is shown at once. */
  @ParameterizedTest
  @ValueSource(strings = {"Observation/h%d", "Observation/o0, Observation/h%d"})
  void whatIsNotShownCountsNowhere(String targets) {
    List<Shelved> shown = List.of(own(0), own(1));
    List<Shelved> hidden = new ArrayList<>(shown);
    for (int i = 0; i < 8; i++) {
      hidden.add(new Shelved(observation("h" + i, "gone"), large("p-h" + i, targets.formatted(i))));
    }

    Answer without = answer(shown);
    Answer with = answer(hidden);

    assertThat(without.status()).as(without.body()).isEqualTo(200);
    assertThat(with.status()).as(with.body()).isEqualTo(200);
    assertThat(without.ids()).hasSize(8);
    assertThat(with.ids()).isEqualTo(without.ids());
  }

  @Test
  void whatIsShownCounts() {
    Answer answer = answer(List.of(own(0), own(1), own(2)));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().getJsonArray("issue").getJsonObject(0).getString("code"))
        .isEqualTo("too-costly");
  }

  /** It is held in memory as long as the host has further pages. */
  @Test
  void whatMayStillBeToldIsBoundedByItself() {
    List<Shelved> lost =
        IntStream.range(0, 3)
            .mapToObj(
                i -> new Shelved(observation("o" + i, "p1"), large("p" + i, "Observation/no")))
            .toList();

    assertThat(answer(lost.subList(0, 2)).status()).isEqualTo(200);
    assertThat(answer(lost).status()).isEqualTo(422);
  }

  /** Of a type that is not asked for there is nothing to wait for. */
  @Test
  void whatNothingAskedForCanTellIsNotWaitedFor() {
    List<Shelved> others =
        IntStream.range(0, 8)
            .mapToObj(i -> new Shelved(observation("o" + i, "p1"), large("p" + i, "Condition/no")))
            .toList();

    assertThat(answer(others).status()).isEqualTo(200);
  }

  private static Shelved own(int number) {
    return new Shelved(
        observation("o" + number, "p1"), large("p-o" + number, "Observation/o" + number));
  }

  private static List<JsonObject> large(String id, String targets) {
    return IntStream.range(0, 3)
        .mapToObj(
            i -> {
              JsonArray all = new JsonArray();
              for (String target : targets.split(", ", -1)) {
                all.add(new JsonObject().put("reference", target));
              }
              return new JsonObject()
                  .put("resourceType", "Provenance")
                  .put("id", id + "-" + i)
                  .put("target", all)
                  .put(
                      "reason",
                      new JsonArray().add(new JsonObject().put("text", "x".repeat(9_000))));
            })
        .toList();
  }

  private static Answer answer(List<Shelved> pages) {
    gateway.premises.answers(request -> page(request, pages));
    return gateway.get(SEARCH, gateway.realm.practitioner());
  }

  private static Reply page(Arrived request, List<Shelved> pages) {
    int number =
        request.uri().contains("?page=")
            ? Integer.parseInt(request.uri().replaceFirst(".*page=", ""))
            : 0;
    JsonObject bundle = RecordingHost.searchset(pages.get(number).match());
    pages
        .get(number)
        .brought()
        .forEach(
            each ->
                bundle
                    .getJsonArray("entry")
                    .add(
                        new JsonObject()
                            .put("resource", each)
                            .put("search", new JsonObject().put("mode", "include"))));
    if (number + 1 < pages.size()) {
      bundle.put(
          "link",
          new JsonArray()
              .add(
                  new JsonObject()
                      .put("relation", "next")
                      .put("url", gateway.premises.url() + "?page=" + (number + 1))));
    }
    return Reply.json(200, bundle);
  }
}
