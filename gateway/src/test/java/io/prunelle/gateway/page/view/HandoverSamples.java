// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.handover.Handover.State;
import io.prunelle.gateway.handover.Office;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.view.HandoverReply.Wrong;
import io.prunelle.gateway.page.view.HandoverState.Archive;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pages of those who change doctor, and of their practices, with all that can stand there. */
final class HandoverSamples {

  private static final String OLD = "cabinet-des-lilas";
  private static final String NEW = "cabinet-de-la-gare";
  private static final String GROUND =
      "Code de la santé publique, art. R.1112-7 : vingt ans après le dernier passage.";

  private static final LocalDate PAST = LocalDate.of(2026, 11, 20);

  private HandoverSamples() {}

  static Handover handover(int number, State state, @Nullable String into, boolean ordered) {
    return handover(number, state, into, ordered, OLD);
  }

  static Handover handover(
      int number, State state, @Nullable String into, boolean ordered, String practice) {
    boolean answered = state != State.ASKED && state != State.WITHDRAWN;
    boolean retained = state == State.RETAINED || state == State.RESUMED;
    boolean ended = state == State.DONE || state == State.RESUMED || state == State.WITHDRAWN;
    return new Handover(
        new UUID(0, number),
        practice,
        "p-" + number,
        into,
        state,
        Samples.NOW.minus(Duration.ofDays(20)),
        LocalDate.of(2026, number % 2 == 0 ? 12 : 11, 3),
        answered ? Samples.NOW.minus(Duration.ofDays(9)) : null,
        retained ? GROUND : null,
        retained ? LocalDate.of(2046, 11, 23) : null,
        retained && into != null ? Samples.NOW.minus(Duration.ofDays(2)) : null,
        ordered ? Samples.NOW.minus(Duration.ofDays(1)) : null,
        ordered ? Samples.NOW : null,
        null,
        null,
        ended ? Samples.NOW : null);
  }

  /** What is kept, and was written to since. */
  static Handover written(Handover kept) {
    return kept(kept, kept.keptUntil(), Samples.NOW);
  }

  /** What is kept until then. */
  static Handover until(Handover kept, LocalDate until) {
    return kept(kept, until, null);
  }

  /** What is kept until then, of which the other practice has nothing yet. */
  static Handover uncopied(int number, LocalDate until) {
    return kept(handover(number, State.RETAINED, NEW, false), until, null, null);
  }

  private static Handover kept(
      Handover one, @Nullable LocalDate until, @Nullable Instant writtenAt) {
    return kept(one, until, one.copiedAt(), writtenAt);
  }

  private static Handover kept(
      Handover one,
      @Nullable LocalDate until,
      @Nullable Instant copiedAt,
      @Nullable Instant writtenAt) {
    return new Handover(
        one.id(),
        one.practice(),
        one.patient(),
        one.into(),
        one.state(),
        one.askedAt(),
        one.dueOn(),
        one.answeredAt(),
        one.ground(),
        until,
        copiedAt,
        one.archiveBegunAt(),
        one.erasureOrderedAt(),
        one.unwrittenUntil(),
        writtenAt,
        one.endedAt());
  }

  static HandoverState state(Handover handover, Archive archive) {
    return new HandoverState(handover, null, false, archive);
  }

  private static HandoverState moving(int number) {
    Move move =
        TransferSamples.move(
            3, Move.Step.COPYING, null, false, false, new Move.Progress(321, 1_234));
    return HandoverState.of(handover(number, State.CONFIRMED, NEW, false), move);
  }

  /** Each that a patient may see. */
  static Stream<HandoverState> states() {
    return Stream.of(
        state(handover(2, State.ASKED, NEW, false), Archive.NONE),
        state(handover(1, State.ASKED, null, false), Archive.NONE),
        moving(4),
        state(handover(6, State.CONFIRMED, null, false), Archive.NONE),
        state(handover(6, State.CONFIRMED, null, false), Archive.WRITTEN_SINCE),
        state(handover(6, State.CONFIRMED, null, false), Archive.TAKEN),
        state(handover(6, State.CONFIRMED, null, false), Archive.OUT_OF_REACH),
        state(handover(6, State.CONFIRMED, null, true), Archive.NONE),
        state(handover(8, State.RETAINED, null, false), Archive.OUT_OF_REACH),
        state(handover(8, State.RETAINED, NEW, false), Archive.NONE),
        state(handover(8, State.RETAINED, null, false), Archive.NONE),
        state(written(handover(8, State.RETAINED, NEW, false)), Archive.NONE),
        state(until(handover(8, State.RETAINED, null, false), PAST), Archive.NONE),
        state(until(handover(8, State.RETAINED, NEW, false), PAST), Archive.NONE),
        HandoverState.of(
            handover(6, State.CONFIRMED, null, true),
            TransferSamples.of(Move.Kind.ERASURE, Move.Step.ERASING, "host-unreachable")),
        new HandoverState(
            handover(10, State.DONE, NEW, false), moving(4).move(), true, Archive.NONE),
        state(handover(14, State.RESUMED, NEW, false), Archive.NONE),
        HandoverState.of(
            handover(16, State.CONFIRMED, NEW, false),
            TransferSamples.move(3, Move.Step.WAITING, "same-host", false, false, null)),
        state(handover(12, State.WITHDRAWN, NEW, false), Archive.NONE));
  }

  static Stream<String> pages(Language language) {
    DoctorViews views = new DoctorViews(Samples.views());
    List<Hosting> hostings = List.of(LedgerSamples.hosting(Hosting.State.PERMIT));
    Stream<String> each =
        Stream.concat(states().map(List::of), Stream.of(List.<HandoverState>of()))
            .map(
                states ->
                    views.page(
                        language,
                        Samples.READER,
                        new DoctorFacts(
                            List.of(NEW, OLD, "cabinet-du-port"),
                            List.of(NEW, OLD),
                            states,
                            hostings,
                            states.isEmpty() ? Optional.of(DoctorSaid.CHANGED) : Optional.empty(),
                            states.isEmpty() ? Optional.of(OLD) : Optional.empty())));
    Stream<String> asked =
        Stream.of(
                new DoctorWish(DoctorWish.What.ASK, OLD, NEW, null, null),
                new DoctorWish(DoctorWish.What.ASK, OLD, DoctorWish.AWAY, null, null),
                new DoctorWish(DoctorWish.What.WITHDRAW, OLD, null, new UUID(0, 1), null),
                new DoctorWish(DoctorWish.What.ERASE, OLD, null, new UUID(0, 1), null),
                new DoctorWish(DoctorWish.What.RETURN, OLD, null, new UUID(0, 1), null))
            .map(wish -> views.confirm(language, Samples.READER, wish, hostings));
    return Stream.of(each, asked, practice(language), mistakes(language)).flatMap(all -> all);
  }

  /** Each way in which a practice's answer can be wrong. */
  private static Stream<String> mistakes(Language language) {
    HandoverViews views = new HandoverViews(Samples.views());
    return Stream.of(
            new HandoverReply(new UUID(0, 2), "", "", "", Wrong.DECISION),
            new HandoverReply(new UUID(0, 2), "CONFIRM", GROUND, "2040-01-01", Wrong.BOTH),
            new HandoverReply(new UUID(0, 2), "RETAIN", GROUND, "2020-01-01", Wrong.TERM))
        .map(
            reply ->
                views.list(
                    new HandoverViews.Page(
                        language,
                        PracticeSamplePages.OFFICER,
                        OLD,
                        "/practice/" + OLD + "/handovers",
                        new Office(
                            List.of(handover(2, State.ASKED, null, false)),
                            List.of(),
                            List.of(),
                            List.of(),
                            Set.of(),
                            0),
                        List.of(),
                        true,
                        Samples.NAMES),
                    Set.of(),
                    reply,
                    Optional.empty()));
  }

  private static Stream<String> practice(Language language) {
    HandoverViews views = new HandoverViews(Samples.views());
    Office office =
        new Office(
            List.of(
                handover(1, State.ASKED, NEW, false),
                handover(2, State.ASKED, null, false),
                handover(14, State.ASKED, NEW, false)),
            List.of(
                handover(4, State.CONFIRMED, NEW, false),
                handover(6, State.CONFIRMED, null, false)),
            List.of(
                handover(8, State.RETAINED, NEW, false),
                written(handover(10, State.RETAINED, null, false)),
                uncopied(12, PAST)),
            List.of(handover(2, State.ASKED, NEW, false)),
            Set.of(Office.Part.values()),
            1_234);
    return Stream.of(
        views.list(
            new HandoverViews.Page(
                language,
                PracticeSamplePages.OFFICER,
                OLD,
                "/practice/" + OLD + "/handovers",
                office,
                List.of(moving(4)),
                true,
                Samples.NAMES),
            Set.of("p-14"),
            new HandoverReply(new UUID(0, 2), "RETAIN", "", "2040-01-01", Wrong.GROUND),
            Optional.of(OfficeSaid.HANDOVER_RETAINED)),
        views.list(
            new HandoverViews.Page(
                language,
                PracticeSamplePages.OFFICER,
                OLD,
                "/practice/" + OLD + "/handovers?kept=all",
                Office.keeping(
                    List.of(
                        handover(8, State.RETAINED, NEW, false),
                        handover(14, State.RESUMED, NEW, false)),
                    true),
                List.of(),
                false,
                PatientNames.NONE),
            Set.of(),
            null,
            Optional.empty()),
        views.list(
            new HandoverViews.Page(
                language,
                PracticeSamplePages.OFFICER,
                NEW,
                "/practice/" + NEW + "/handovers",
                Office.NOTHING,
                List.of(),
                true,
                PatientNames.NONE),
            Set.of(),
            null,
            Optional.empty()));
  }
}
