// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "null", "{", "{'a':1,'a':2}", "{} {}", "{'a':NaN}"})
  void whatIsNotExactlyOneObjectIsRefused(String text) {
    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> Json.object(text.replace('\'', '"')))
        .withMessageStartingWith("body: ");
  }

  @Test
  void nullsAreWritten() {
    assertThat(Json.write(Collections.singletonMap("until", null))).isEqualTo("{\"until\":null}");
  }
}
