// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.hosts.transfer.Closing;
import io.prunelle.gateway.hosts.transfer.Missing;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.hosts.transfer.Order;
import io.prunelle.gateway.hosts.transfer.Overview;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pages of those who run a practice, with all that can stand on them. */
final class TransferSamples {

  private static final Host CLOUD =
      new Host(
          "nuage-sante",
          HostKind.CLOUD,
          URI.create("http://127.0.0.1:1"),
          Certificate.until(LocalDate.of(2099, 1, 1)),
          Host.Access.PLAIN,
          new Host.Stated("Nuage Santé SAS", Period.ofDays(30)));
  static final Practice PRACTICE =
      new Practice(
          "cabinet-des-lilas",
          new Host("cabinet", HostKind.ON_PREMISE, URI.create("http://127.0.0.1:2"), null),
          CLOUD);

  private TransferSamples() {}

  static Move move(
      int number,
      Move.Step step,
      @Nullable String failure,
      boolean urgent,
      boolean paused,
      Move.@Nullable Progress progress) {
    return move(number, step, failure, urgent, paused, false, progress);
  }

  /** One that has moved and is not erased where it was. */
  static Move differing(boolean lacking) {
    return move(1, Move.Step.ERASING, "copy-differs", true, false, lacking, null);
  }

  /** One to a host that those who run the practice have ordered to take back. */
  static Move cancelled(Move.Step step) {
    return of(Move.Kind.MOVE, step, null, true, null);
  }

  /** One that is not of a decision, but of a change of doctor. */
  static Move of(Move.Kind kind, Move.Step step, @Nullable String failure) {
    return of(kind, step, failure, false, null);
  }

  /** The same, which somebody has paused while it was copied, or looked at. */
  static Move paused(Move.Kind kind) {
    return of(kind, Move.Step.COPYING, null, false, "Odile Garnier");
  }

  private static Move of(
      Move.Kind kind,
      Move.Step step,
      @Nullable String failure,
      boolean cancelAsked,
      @Nullable String pausedBy) {
    Move one = move(7, step, failure, false, false, null);
    return new Move(
        one.id(),
        kind,
        one.practice(),
        one.patient(),
        one.source(),
        kind == Move.Kind.ERASURE ? null : one.destination(),
        kind.arrives() ? "cabinet-de-la-gare" : null,
        step,
        failure,
        false,
        pausedBy != null,
        pausedBy,
        false,
        cancelAsked,
        false,
        one.attempts(),
        one.since(),
        one.retryAt(),
        null);
  }

  private static Move move(
      int number,
      Move.Step step,
      @Nullable String failure,
      boolean urgent,
      boolean paused,
      boolean lacking,
      Move.@Nullable Progress progress) {
    return new Move(
        new UUID(0, number),
        Move.Kind.MOVE,
        "cabinet-des-lilas",
        "a1b2c3d4-0000-4000-8000-00000000000" + number,
        urgent ? "nuage-sante" : "cabinet",
        urgent ? "cabinet" : "nuage-sante",
        null,
        step,
        failure,
        urgent,
        paused,
        paused ? "Odile Garnier" : null,
        false,
        false,
        lacking,
        3,
        Samples.NOW.minus(Duration.ofHours(number)),
        Samples.NOW.plus(Duration.ofMinutes(15)),
        progress);
  }

  static Stream<String> pages(Language language) {
    TransferViews views = new TransferViews(Samples.views());
    Overview overview =
        new Overview(
            List.of(
                move(1, Move.Step.COPYING, "host-unreachable", true, false, null),
                move(2, Move.Step.ERASING, "remains", false, false, new Move.Progress(900, 1_234)),
                move(3, Move.Step.COPYING, null, false, false, new Move.Progress(321, 1_234)),
                move(4, Move.Step.WAITING, null, true, false, null),
                move(5, Move.Step.COPYING, null, true, true, null),
                of(Move.Kind.ERASURE, Move.Step.ERASING, null),
                of(Move.Kind.COPY, Move.Step.ARCHIVING, null)),
            true,
            Set.of("cabinet"),
            List.of(
                new Closing(
                    "cabinet-des-lilas",
                    "nuage-sante",
                    LocalDate.of(2026, 11, 20),
                    Closing.Cause.ORDER,
                    "Odile Garnier",
                    120,
                    34,
                    2)),
            new Overview.Ended(57, 4, 3));
    return Stream.of(
        views.list(
            language,
            Samples.READER,
            PRACTICE,
            overview,
            Samples.NAMES,
            OrderRefused.SWITCHED,
            Optional.empty()),
        views.list(
            language,
            Samples.READER,
            PRACTICE,
            new Overview(
                List.of(),
                false,
                Set.of(),
                List.of(
                    new Closing(
                        "cabinet-des-lilas",
                        "nuage-sante",
                        LocalDate.of(2026, 11, 20),
                        Closing.Cause.AUDIT,
                        null,
                        154,
                        0,
                        0)),
                Overview.Ended.NONE),
            Samples.NAMES,
            null,
            Optional.of(OfficeSaid.ORDERED)),
        views.confirm(
            language,
            Samples.READER,
            PRACTICE,
            overview.underWay().get(4),
            Samples.NAMES,
            Order.CANCEL,
            Missing.NOTHING),
        views.confirm(
            language,
            Samples.READER,
            PRACTICE,
            move(6, Move.Step.ERASING, "copy-differs", false, false, new Move.Progress(0, 9)),
            Samples.NAMES,
            Order.ACCEPT,
            new Missing(List.of("Observation/a1", "Observation/a2"), false)),
        views.confirm(
            language,
            Samples.READER,
            PRACTICE,
            of(Move.Kind.ERASURE, Move.Step.COPYING, null),
            Samples.NAMES,
            Order.CANCEL,
            Missing.NOTHING),
        views.confirm(
            language, Samples.READER, PRACTICE, CLOUD, HostOrder.CLOSE, "2020-01-01", true));
  }
}
