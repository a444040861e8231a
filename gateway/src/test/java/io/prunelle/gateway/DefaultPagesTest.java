// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts have defaults of their own, by which nobody is to tell them apart. */
final class DefaultPagesTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    gateway.permit("permitted");
    gateway.premises.answers(request -> page(gateway.premises, request, "p1", 100));
    gateway.cloud.answers(request -> page(gateway.cloud, request, "permitted", 10));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** Of seventy that there are. */
  private static Reply page(RecordingHost host, Arrived request, String patient, int unasked) {
    String uri = request.uri();
    int size =
        uri.contains("_count=")
            ? Integer.parseInt(uri.replaceFirst(".*_count=(\\d+).*", "$1"))
            : unasked;
    JsonObject[] shown =
        IntStream.range(0, Math.min(70, size))
            .mapToObj(i -> observation("o" + i, patient))
            .toArray(JsonObject[]::new);
    JsonObject bundle = RecordingHost.searchset(shown).put("total", 70);
    if (size < 70) {
      bundle.put(
          "link",
          new JsonArray()
              .add(
                  new JsonObject()
                      .put("relation", "next")
                      .put("url", host.url() + "?_getpages=x")));
    }
    if (uri.contains("_history")) {
      bundle.put("type", "history");
    }
    return Reply.json(200, bundle);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Observation?patient=%s",
        "/Observation?patient=%s&_sort=-date",
        "/Patient/%s/Observation",
        "/Patient/%s/$everything",
        "/Observation/$lastn?patient=%s"
      })
  void aPageIsAsLongWhereverTheRecordLives(String path) {
    String token = gateway.realm.practitioner();

    Answer refused = gateway.get(path.formatted("p1"), token);
    Answer permitted = gateway.get(path.formatted("permitted"), token);

    assertThat(refused.ids()).as(refused.body()).hasSize(50);
    assertThat(permitted.ids()).isEqualTo(refused.ids());
    assertThat(permitted.json().getInteger("total")).isEqualTo(refused.json().getInteger("total"));
    assertThat(permitted.next() == null).isEqualTo(refused.next() == null);
  }

  @Test
  void whatTheClientSaysCounts() {
    assertThat(gateway.get("/Observation?patient=p1&_count=7", gateway.realm.practitioner()).ids())
        .hasSize(7);
  }
}
