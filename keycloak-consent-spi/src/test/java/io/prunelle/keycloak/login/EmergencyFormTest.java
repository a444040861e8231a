// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmergencyFormTest {
  private final MultivaluedMap<String, String> fields = new MultivaluedHashMap<>();
  private final EmergencyForm form = new EmergencyForm(fields);

  @Test
  void whatWasOnThePageWasReadAndWhatNobodyMadeIsPassedOver() {
    UUID one = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    fields.addAll("emergency", one.toString(), "all", "' or 1=1 --", other.toString());
    fields.add("answer", "READ");

    assertThat(form.wasRead()).isTrue();
    assertThat(form.postpones()).isFalse();
    assertThat(form.shown()).containsExactly(one, other);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "read", "READ ", "LATER,READ"})
  void whatIsNotTheButtonsWordIsNoAnswer(String word) {
    fields.add("answer", word);

    assertThat(form.wasRead()).isFalse();
    assertThat(form.postpones()).isFalse();
  }

  @Test
  void bothButtonsAtOnceAreNoAnswerAndAnEmptyFormIsNone() {
    assertThat(form.wasRead()).isFalse();
    assertThat(form.shown()).isEmpty();

    fields.addAll("answer", "READ", "LATER");

    assertThat(form.wasRead()).isFalse();
    assertThat(form.postpones()).isFalse();
  }

  @Test
  void aFormWithoutEndIsReadToABound() {
    for (int i = 0; i < 5_000; i++) {
      fields.add("emergency", UUID.randomUUID().toString());
    }

    assertThat(form.shown()).hasSize(100);
  }
}
