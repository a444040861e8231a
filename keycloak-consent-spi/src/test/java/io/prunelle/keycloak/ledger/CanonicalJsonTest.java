// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  @Test
  void membersAreSortedByUtf16CodeUnitsAsInTheExampleOfRfc8785() {
    // RFC 8785 3.2.3
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("\u20ac", "Euro Sign");
    members.put("\r", "Carriage Return");
    members.put("\ufb33", "Hebrew Letter Dalet With Dagesh");
    members.put("1", "One");
    members.put("\ud83d\ude00", "Emoji: Grinning Face");
    members.put("\u0080", "Control");
    members.put("\u00f6", "Latin Small Letter O With Diaeresis");

    assertThat(CanonicalJson.write(members))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  @Test
  void charactersAreEscapedAsInTheExampleOfRfc8785() {
    // RFC 8785 3.2.2, the member "string"
    assertThat(CanonicalJson.write(Map.of("string", "\u20ac$\u000f\nA'B\"\\\\\"/")))
        .isEqualTo("{\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  @Test
  void numbersNullsAndObjectsHaveOneForm() {
    Map<String, @Nullable Object> inner = new LinkedHashMap<>();
    inner.put("b", null);
    inner.put("a", -1L);

    assertThat(CanonicalJson.write(Map.of("o", inner, "n", 9_007_199_254_740_992L, "e", Map.of())))
        .isEqualTo("{\"e\":{},\"n\":9007199254740992,\"o\":{\"a\":-1,\"b\":null}}");
  }

  @Test
  void whatHasNoCanonicalFormIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalJson.write(Map.of("n", (1L << 53) + 1)));
    assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(Map.of("n", 0.5)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalJson.write(Map.of("s", "\ud83d")));
  }
}
