// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LookedTest {

  @Test
  void whatScopesAreAboutIsReadAndTheRestIsPassedOver() {
    String resource =
        "{'resourceType':'Observation','note':[%s{}],'category':[{'text':'a'}],'status':'final'}"
            .formatted("{},".repeat(1_000_000));

    assertThat(at(resource))
        .contains(new JsonObject("{\"category\":[{\"text\":\"a\"}],\"status\":\"final\"}"));
  }

  /** Rather nothing than a tree of it. */
  @Test
  void thatIsBounded() {
    String category = "{'category':[%s{}]}";

    assertThat(at(category.formatted("{},".repeat(Looked.LONGEST / 3 - 2)))).isPresent();
    assertThat(at(category.formatted("{},".repeat(Looked.LONGEST / 3 + 1)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "{", "{'category':[}", "{} {}", "{'status':1,'status':2}"})
  void ofWhatCannotBeReadThereIsNothing(String resource) {
    assertThat(at(resource)).isEmpty();
  }

  private static Optional<JsonObject> at(String resource) {
    return Looked.at(
        resource.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Set.of("category", "status"));
  }
}
