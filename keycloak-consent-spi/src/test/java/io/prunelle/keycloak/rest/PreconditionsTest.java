// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.prunelle.keycloak.administration.EntityTag;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 13.1. */
class PreconditionsTest {
  private static final EntityTag PRESENT = new EntityTag("\"b\"");

  @ParameterizedTest
  @ValueSource(strings = {"\"b\"", " \"a\" , \"b\"", "\"a\",\"b\",\"c\"", "*", " * "})
  void ifMatchHoldsForWhatIsThere(String header) {
    assertThatCode(() -> check(header, null, PRESENT)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "W/\"b\"", "b", "", "\"b", "\"a\" \"b\"", "x \"b\"", "\"*\""})
  void ifMatchDoesNotHoldForAnythingElse(String header) {
    fails(header, null, PRESENT);
  }

  @Test
  void ifMatchNeedsSomethingThere() {
    fails("*", null, null);
    fails("\"b\"", null, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "\"b\"", "W/\"b\"", "\"a\", W/\"b\""})
  void ifNoneMatchKeepsWhatIsThere(String header) {
    fails(null, header, PRESENT);
    assertThat(new Preconditions(null, header).has(PRESENT)).isTrue();
    assertThatCode(() -> check(null, header, null)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "b", ""})
  void ifNoneMatchLetsPassWhatIsNotNamed(String header) {
    assertThatCode(() -> check(null, header, PRESENT)).doesNotThrowAnyException();
    assertThat(new Preconditions(null, header).has(PRESENT)).isFalse();
  }

  @Test
  void withoutAConditionEverythingPasses() {
    assertThatCode(() -> check(null, null, PRESENT)).doesNotThrowAnyException();
    assertThatCode(() -> check(null, null, null)).doesNotThrowAnyException();
  }

  @Test
  void aTagIsThatOfTheBytesWritten() {
    EntityTag tag = EntityTag.of(Map.of("a", 1));

    assertThat(tag).isEqualTo(EntityTag.of(Map.of("a", 1))).isNotEqualTo(EntityTag.of(Map.of()));
    assertThat(tag.text()).matches("\"[\\w-]{43}\"");
  }

  @Test
  void whatIsComputedOnTheDayHindersNoChangeButIsReadAgain() {
    EntityTag yesterday = EntityTag.of(Map.of("name", "a")).with("two days left");
    EntityTag today = EntityTag.of(Map.of("name", "a")).with("one day left");
    EntityTag changed = EntityTag.of(Map.of("name", "b")).with("two days left");

    assertThatCode(() -> check(yesterday.text(), null, today)).doesNotThrowAnyException();
    fails(changed.text(), null, today);
    fails("W/" + yesterday.text(), null, today);
    assertThat(new Preconditions(null, yesterday.text()).has(today)).isFalse();
    assertThat(new Preconditions(null, today.text()).has(today)).isTrue();
    assertThat(today.text()).matches("\"[\\w-]{43}\\.[\\w-]{43}\"");
  }

  private static void check(
      @Nullable String ifMatch, @Nullable String ifNoneMatch, @Nullable EntityTag present) {
    new Preconditions(ifMatch, ifNoneMatch).check(Optional.ofNullable(present));
  }

  private static void fails(
      @Nullable String ifMatch, @Nullable String ifNoneMatch, @Nullable EntityTag present) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> check(ifMatch, ifNoneMatch, present))
        .extracting(Problem::type)
        .isEqualTo(ProblemType.PRECONDITION_FAILED);
  }
}
