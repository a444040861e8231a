// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that speaks another language than English means the same. */
final class VerdictTest {

  @ParameterizedTest
  @CsvSource({
    "ERROR,  42501",
    "ERROR,  53100",
    "ERREUR, 22003",
    "ERREUR, 57014",
    "FEHLER, 25006",
    "FEHLER, 42501"
  })
  void anErrorIsFinalInAnyLanguage(String word, String state) {
    assertThat(Verdict.isFinal(answer(word, state))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "FATAL,  57P01",
    "FATAL,  08006",
    "PANIC,  53100",
    "PANIK,  58030",
    "ERREUR, XX000",
    "ERREUR,"
  })
  void whatMayBeTheEndOfTheServerLeavesTheBlockInDoubt(String word, @Nullable String state) {
    assertThat(Verdict.isFinal(answer(word, state))).isFalse();
  }

  @Test
  void aBlockThatIsThereMayBeTheOneThatWasSent() {
    assertThat(Verdict.isFinal(violation("block_pkey"))).isFalse();
    assertThat(Verdict.isFinal(violation("outcome_pkey"))).isTrue();
  }

  @Test
  void aMissingPartitionIsNoFaultOfTheData() {
    assertThat(Verdict.isOfTheData(answer("ERREUR", "22003"))).isTrue();
    assertThat(Verdict.isOfTheData(answer("ERREUR", "23514"))).isFalse();
    assertThat(Verdict.isOfTheData(answer("ERREUR", "42501"))).isFalse();
  }

  /** Whatever it is that a block violates: no entry is to blame for it. */
  @Test
  void aChainThatIsNotThereIsNoFaultOfTheData() {
    assertThat(Verdict.isOfTheData(answer("ERROR", "23503"))).isFalse();
    assertThat(Verdict.isOfTheData(violation("23502", "block", null))).isFalse();
    assertThat(Verdict.isOfTheData(violation("23514", "entry", "entry_id_check"))).isTrue();
  }

  private static PgException answer(String word, @Nullable String state) {
    return new PgException("it says", word, state, null);
  }

  private static PgException violation(String constraint) {
    return violation("23505", null, constraint);
  }

  private static PgException violation(
      String state, @Nullable String table, @Nullable String constraint) {
    return new PgException(
        "it says",
        "ERROR",
        state,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        "journal",
        table,
        null,
        null,
        constraint);
  }
}
