// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.Resolution.Found;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search found decides what is written, so one of several must never pass for the one. */
final class ResolutionTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // matches, another page; nothing there, the only one
        "0, false, true, -",
        "1, false, false, Practitioner/0",
        "2, false, false, -",
        "0, true, false, -",
        "1, true, false, -"
      })
  void oneIsTheOneOnlyWhereThereIsNoOther(int matches, boolean next, boolean nothing, String one) {
    Found found = Resolution.found(answer(200, matches, next)).await();

    assertThat(found.isNothing()).isEqualTo(nothing);
    assertThat(found.only().orElse(null)).isEqualTo(one);
  }

  @Test
  void whatIsBroughtAlongWasNotFound() {
    JsonObject brought =
        new JsonObject()
            .put("search", new JsonObject().put("mode", "include"))
            .put("resource", new JsonObject().put("resourceType", "Patient").put("id", "p"));
    JsonObject bundle = new JsonObject().put("entry", new JsonArray().add(brought));

    assertThat(Resolution.found(new Answer(200, Map.of(), bundle.toBuffer())).await().isNothing())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 429, 500, 503})
  void whatWasNotLookedForIsNotNothing(int status) {
    assertThatThrownBy(() -> Resolution.found(answer(status, 0, false)).await())
        .isInstanceOf(Refused.class);
  }

  private static Answer answer(int status, int matches, boolean next) {
    JsonArray entries = new JsonArray();
    for (int i = 0; i < matches; i++) {
      entries.add(
          new JsonObject()
              .put("search", new JsonObject().put("mode", "match"))
              .put(
                  "resource",
                  new JsonObject().put("resourceType", "Practitioner").put("id", "" + i)));
    }
    JsonObject bundle = new JsonObject().put("entry", entries);
    if (next) {
      bundle.put("link", new JsonArray().add(new JsonObject().put("relation", "next")));
    }
    return new Answer(status, Map.of(), status == 200 ? bundle.toBuffer() : Buffer.buffer());
  }
}
