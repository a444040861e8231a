// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.handover.Handover.State;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.view.HandoverState.Archive;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose moves wait for a change of doctor: as the database lets none of them be asked for. */
class HandoverStateTest {

  private static final String OLD = "cabinet-des-lilas";
  private static final String NEW = "cabinet-de-la-gare";
  private static final LocalDate TODAY = LocalDate.parse("2026-11-23");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "ASKED|gare|false|false|-|false|-",
        "CONFIRMED|gare|false|false|-|false|old new",
        "CONFIRMED|-|false|false|-|false|-",
        "CONFIRMED|-|false|true|-|false|old",
        "RETAINED|gare|false|false|2046-11-23|false|old new",
        "RETAINED|gare|true|false|2046-11-23|false|-",
        "RETAINED|gare|true|false|2026-11-23|false|-",
        "RETAINED|gare|true|false|2026-11-22|false|old",
        "RETAINED|-|false|false|2046-11-23|false|-",
        "RETAINED|-|false|false|2026-11-22|false|old",
        "DONE|gare|false|false|-|true|-"
      })
  void movesOfBothPracticesWaitUntilTheRecordHasArrivedOrIsGone(
      State state,
      @Nullable String into,
      boolean copied,
      boolean ordered,
      @Nullable LocalDate until,
      boolean ended,
      @Nullable String held) {
    Handover handover = handover(state, into == null ? null : NEW, copied, ordered, until, ended);

    assertThat(held(handover, null)).isEqualTo(practices(held));
  }

  @Test
  void whatHasArrivedOrIsGoneHoldsNothingUp() {
    Handover moved = handover(State.CONFIRMED, NEW, false, false, null, false);
    assertThat(held(moved, move(Move.Kind.HANDOVER, Move.Step.COPYING))).hasSize(2);
    assertThat(held(moved, move(Move.Kind.HANDOVER, Move.Step.ERASING))).isEmpty();

    Handover kept = handover(State.RETAINED, NEW, false, false, TODAY.plusYears(1), false);
    assertThat(held(kept, move(Move.Kind.COPY, Move.Step.SWITCHING))).hasSize(2);
    assertThat(held(kept, move(Move.Kind.COPY, Move.Step.ARCHIVING))).isEmpty();

    // A copy that has arrived is not what erases what was kept
    Handover over = handover(State.RETAINED, NEW, true, false, TODAY.minusDays(1), false);
    assertThat(held(over, move(Move.Kind.COPY, Move.Step.ENDED))).containsExactly(OLD);
    assertThat(held(over, move(Move.Kind.ERASURE, Move.Step.ERASING))).isEmpty();
  }

  /** A month before the last day, which is as long as a permission's end is announced. */
  @ParameterizedTest
  @CsvSource({
    "2026-12-23, NONE, true",
    "2026-12-24, NONE, false",
    "2026-11-22, NONE, true",
    "2026-12-01, WRITTEN_SINCE, true",
    "2026-12-01, TAKEN, false"
  })
  void whatIsErasedSoonNeedsThePatientUntilTheyHaveIt(
      LocalDate until, Archive archive, boolean soon) {
    Handover away = handover(State.RETAINED, null, false, false, until, false);
    assertThat(new HandoverState(away, null, false, archive).endsSoon(TODAY)).isEqualTo(soon);

    Handover copy = handover(State.RETAINED, NEW, true, false, until, false);
    assertThat(new HandoverState(copy, null, false, archive).endsSoon(TODAY)).isFalse();
    Move erasure = move(Move.Kind.ERASURE, Move.Step.WAITING);
    assertThat(new HandoverState(away, erasure, false, archive).endsSoon(TODAY)).isFalse();
  }

  private static Move move(Move.Kind kind, Move.Step step) {
    return TransferSamples.of(kind, step, null);
  }

  private static Set<String> held(Handover handover, @Nullable Move move) {
    return HandoverState.held(
        List.of(new HandoverState(handover, move, false, Archive.NONE)), TODAY);
  }

  private static Set<String> practices(@Nullable String held) {
    if (held == null) {
      return Set.of();
    }
    return held.equals("old") ? Set.of(OLD) : Set.of(OLD, NEW);
  }

  private static Handover handover(
      State state,
      @Nullable String into,
      boolean copied,
      boolean ordered,
      @Nullable LocalDate until,
      boolean ended) {
    return new Handover(
        new UUID(0, 1),
        OLD,
        "p1",
        into,
        state,
        Samples.NOW,
        TODAY.plusDays(9),
        Samples.NOW,
        until == null ? null : "Law",
        until,
        copied ? Samples.NOW : null,
        ordered ? Samples.NOW : null,
        ordered ? Samples.NOW : null,
        null,
        null,
        ended ? Samples.NOW : null);
  }
}
