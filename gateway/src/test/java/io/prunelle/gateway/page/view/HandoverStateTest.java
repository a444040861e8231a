// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.handover.Handover.State;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.view.HandoverState.Archive;
import io.prunelle.gateway.page.view.HandoverState.Hold;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whose moves a change of doctor holds, and why: as the database lets none of them be asked for.
 */
class HandoverStateTest {

  private static final String OLD = "cabinet-des-lilas";
  private static final String NEW = "cabinet-de-la-gare";
  private static final LocalDate TODAY = LocalDate.parse("2026-11-23");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "ASKED|gare|false|false|-|false|-|-",
        "CONFIRMED|gare|false|false|-|false|LEAVES|WAITS",
        "CONFIRMED|-|false|false|-|false|-|-",
        "CONFIRMED|-|false|true|-|false|ERASED|-",
        "RETAINED|gare|false|false|2046-11-23|false|WAITS|WAITS",
        "RETAINED|gare|false|false|2026-11-22|false|ERASED|WAITS",
        "RETAINED|gare|true|false|2046-11-23|false|-|-",
        "RETAINED|gare|true|false|2026-11-23|false|-|-",
        "RETAINED|gare|true|false|2026-11-22|false|ERASED|-",
        "RETAINED|-|false|false|2046-11-23|false|-|-",
        "RETAINED|-|false|false|2026-11-22|false|ERASED|-",
        "DONE|gare|false|false|-|true|-|-"
      })
  void movesOfBothPracticesAreHeldUntilTheRecordHasArrivedOrIsGone(
      State state,
      @Nullable String into,
      boolean copied,
      boolean ordered,
      @Nullable LocalDate until,
      boolean ended,
      @Nullable Hold old,
      @Nullable Hold receiving) {
    Handover handover = handover(state, into == null ? null : NEW, copied, ordered, until, ended);
    Map<String, Hold> held = held(handover, null);

    assertThat(held.get(OLD)).isEqualTo(old);
    assertThat(held.get(NEW)).isEqualTo(receiving);
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
    assertThat(held(over, move(Move.Kind.COPY, Move.Step.ENDED)))
        .isEqualTo(Map.of(OLD, Hold.ERASED));
    // And what was written to since is not erased
    assertThat(held(HandoverSamples.written(over), null)).isEqualTo(Map.of(OLD, Hold.WAITS));
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

    // What was written to since is not erased
    Handover written = HandoverSamples.written(away);
    assertThat(new HandoverState(written, null, false, archive).endsSoon(TODAY)).isFalse();
    Handover copy = handover(State.RETAINED, NEW, true, false, until, false);
    assertThat(new HandoverState(copy, null, false, archive).endsSoon(TODAY)).isFalse();
    Move erasure = move(Move.Kind.ERASURE, Move.Step.WAITING);
    assertThat(new HandoverState(away, erasure, false, archive).endsSoon(TODAY)).isFalse();
  }

  private static Move move(Move.Kind kind, Move.Step step) {
    return TransferSamples.of(kind, step, null);
  }

  /** Of a practice to which one record comes, and which another one leaves. */
  @Test
  void whatArrivesDoesNotHaveThatFollowWhichLeaves() {
    HandoverState arrives = state(handover(State.CONFIRMED, NEW, false, false, null, false));
    Handover next = HandoverSamples.handover(4, State.CONFIRMED, "cabinet-du-port", false, NEW);

    for (List<HandoverState> all :
        List.of(List.of(arrives, state(next)), List.of(state(next), arrives))) {
      assertThat(HandoverState.held(all, TODAY)).containsEntry(NEW, Hold.LEAVES);
    }
  }

  private static HandoverState state(Handover handover) {
    return new HandoverState(handover, null, false, Archive.NONE);
  }

  private static Map<String, Hold> held(Handover handover, @Nullable Move move) {
    return HandoverState.held(
        List.of(new HandoverState(handover, move, false, Archive.NONE)), TODAY);
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
