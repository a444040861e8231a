// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.hosts.transfer.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts transfers into words, for those who run the practice. */
final class MoveRows {

  private final Messages t;
  private final HostNames names;
  private final PatientNames patients;
  private final Dates dates;
  private final String path;

  /**
   * Words for one practice.
   *
   * @param path of its transfers
   */
  MoveRows(Messages t, HostNames names, PatientNames patients, String path) {
    this.t = t;
    this.names = names;
    this.patients = patients;
    this.dates = new Dates(t.language());
    this.path = path;
  }

  MoveRow of(Move move) {
    String what = t.text("transfers.record", patients.of(move.patient()));
    return new MoveRow(
        what,
        way(move),
        t.text("transfers.since", dates.date(move.since()), dates.time(move.since())),
        new MoveWords(t).step("transfers.step", move),
        move.progress(),
        amount(move.progress()),
        held(move),
        failure(move, "what"),
        failure(move, "do"),
        move.failure() == null
            ? null
            : t.text("transfers.retry", dates.date(move.retryAt()), dates.time(move.retryAt())),
        buttons(move, what));
  }

  private @Nullable String amount(Move.@Nullable Progress progress) {
    return progress == null ? null : t.text("transfers.amount", progress.done(), progress.total());
  }

  private @Nullable String held(Move move) {
    if (move.paused()) {
      return t.text("transfers.paused", String.valueOf(move.pausedBy()));
    }
    return move.hostPaused() ? t.text("transfers.hostPaused") : null;
  }

  private @Nullable String failure(Move move, String kind) {
    return move.failure() == null
        ? null
        : t.text(words(move.failure(), kind), sides(move), side(last(move)));
  }

  /** The host that a step can fail at, or both where it works at both. */
  private String sides(Move move) {
    return switch (move.step()) {
      case ERASING -> side(move.source());
      case RETURNING -> side(last(move));
      case WAITING, COPYING, SWITCHING, ARCHIVING, ENDED, CANCELLED, TURNED_BACK ->
          move.destination() == null
              ? side(move.source())
              : t.text("transfers.sides", names.of(move.source()), names.of(move.destination()));
    };
  }

  private String way(Move move) {
    return move.destination() == null
        ? t.text("transfers.erasure", names.of(move.source()))
        : t.text("transfers.way", names.of(move.source()), names.of(move.destination()));
  }

  /** Where the record goes, if it goes anywhere. */
  private static String last(Move move) {
    return Objects.requireNonNullElse(move.destination(), move.source());
  }

  private String side(String host) {
    return t.text("transfers.side", names.of(host));
  }

  /** A code that is newer than the words is told of in those for all others. */
  private String words(String code, String kind) {
    String key = "failure." + code + "." + kind;
    return t.has(key) ? key : "failure.unexpected." + kind;
  }

  private List<MoveRow.Button> buttons(Move move, String what) {
    List<MoveRow.Button> buttons = new ArrayList<>();
    if (move.failure() != null && !move.paused() && !move.hostPaused()) {
      buttons.add(button(move, Order.RETRY, "transfers.RETRY", what));
    }
    if (move.lacking()) {
      buttons.add(button(move, Order.ACCEPT, accepting(move), what));
    }
    buttons.add(
        move.paused()
            ? button(move, Order.RESUME, "transfers.RESUME", what)
            : button(move, Order.PAUSE, "transfers.PAUSE", what));
    if (!move.switched()
        && move.step() != Move.Step.ARCHIVING
        && !move.cancelAsked()
        && move.step() != Move.Step.RETURNING) {
      buttons.add(
          button(
              move,
              Order.CANCEL,
              move.beginsAnew() ? "transfers.RESTART" : "transfers.CANCEL",
              what));
    }
    return buttons;
  }

  /** What is accepted, by what keeps the move from going on. */
  static String accepting(Move move) {
    return "left-changed".equals(move.failure()) ? "transfers.FOUND" : "transfers.ACCEPT";
  }

  private MoveRow.Button button(Move move, Order order, String key, String what) {
    return new MoveRow.Button(
        path + "/" + move.id() + "/" + order.word(),
        t.text(key),
        t.text("transfers.of", t.text(key), what));
  }
}
