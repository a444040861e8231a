// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.hosts.transfer.Closing;
import io.prunelle.gateway.hosts.transfer.Missing;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.hosts.transfer.Order;
import io.prunelle.gateway.hosts.transfer.Overview;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The pages of those who run a practice. */
public final class TransferViews {

  private final Views views;

  public TransferViews(Views views) {
    this.views = views;
  }

  /**
   * {@code /practice/…/transfers}.
   *
   * @param names what patients are called
   * @param refused why an order was not carried out; null when none was given
   */
  public String list(
      Language language,
      Reader reader,
      Practice practice,
      Overview overview,
      PatientNames names,
      @Nullable OrderRefused refused,
      Optional<OfficeSaid> said) {
    Messages t = views.in(language);
    String path = path(practice);
    MoveRows rows = new MoveRows(t, new HostNames(t, practice), names, path);
    return views.render(
        "transfers.jte",
        new TransfersView(
            views.frame(t, t.text("transfers.title"), path, reader),
            path,
            refused == null ? null : t.text("transfers.said." + refused),
            said.map(what -> t.text("office.said." + what)).orElse(null),
            rows(overview, rows, move -> move.failure() != null),
            rows(overview, rows, move -> move.failure() == null && !waits(move)),
            rows(overview, rows, move -> move.failure() == null && waits(move)),
            overview.more(),
            ended(t, overview.ended()),
            practice.hosts().stream().map(host -> host(t, practice, host, overview)).toList()));
  }

  private static String ended(Messages t, Overview.Ended ended) {
    String moved = t.text("transfers.ended", ended.arrived(), ended.cancelled());
    return ended.erased() == 0
        ? moved
        : moved + " " + t.text("transfers.ended.erased", ended.erased());
  }

  private static boolean waits(Move move) {
    return move.paused() || move.hostPaused() || move.step() == Move.Step.WAITING;
  }

  private static List<MoveRow> rows(Overview overview, MoveRows rows, Predicate<Move> which) {
    return overview.underWay().stream().filter(which).map(rows::of).toList();
  }

  private TransfersView.HostRow host(Messages t, Practice practice, Host host, Overview overview) {
    Optional<Closing> closing =
        overview.closings().stream().filter(one -> one.host().equals(host.id())).findFirst();
    boolean paused = overview.paused().contains(host.id());
    String name = new HostNames(t, practice).of(host);
    List<MoveRow.Button> buttons = new ArrayList<>();
    buttons.add(button(t, practice, host, paused ? HostOrder.RESUME : HostOrder.PAUSE, name));
    if (host.kind() == HostKind.CLOUD && closing.isEmpty()) {
      buttons.add(button(t, practice, host, HostOrder.CLOSE, name));
    }
    closing
        .filter(one -> one.cause() == Closing.Cause.ORDER)
        .ifPresent(one -> buttons.add(button(t, practice, host, HostOrder.REOPEN, name)));
    return new TransfersView.HostRow(
        name,
        paused ? t.text("transfers.host.paused") : null,
        closing.map(one -> closing(t, one)).orElse(null),
        closing.map(one -> counts(t, one)).orElse(null),
        buttons);
  }

  private String closing(Messages t, Closing closing) {
    String day = new Dates(t.language()).date(closing.from());
    return switch (closing.cause()) {
      case CERTIFICATE -> t.text("transfers.host.lapsed", day);
      case AUDIT -> t.text("transfers.host.overdue", day);
      case ORDER ->
          closing.ended(views.todayInUtc())
              ? t.text("transfers.host.closed", day)
              : t.text("transfers.host.closing", day, Objects.requireNonNull(closing.orderedBy()));
    };
  }

  private static TransfersView.Counts counts(Messages t, Closing closing) {
    return new TransfersView.Counts(
        closing.moved(),
        closing.moved() + closing.remaining(),
        t.text("transfers.host.counts", closing.moved(), closing.remaining(), closing.failed()));
  }

  private static MoveRow.Button button(
      Messages t, Practice practice, Host host, HostOrder order, String name) {
    String text = t.text("transfers.host." + order);
    return new MoveRow.Button(
        "/practice/" + practice.id() + "/hosts/" + host.id() + "/" + order.word(),
        text,
        t.text("transfers.of", text, name));
  }

  /**
   * The page that asks whether an order about a transfer is meant.
   *
   * @param missing what may be accepted; empty for any other order
   */
  public String confirm(
      Language language,
      Reader reader,
      Practice practice,
      Move move,
      PatientNames names,
      Order order,
      Missing missing) {
    Messages t = views.in(language);
    MoveRow row = new MoveRows(t, new HostNames(t, practice), names, path(practice)).of(move);
    String what = row.what() + ". " + row.way() + ".";
    String key =
        order == Order.CANCEL && move.beginsAnew()
            ? "transfers.RESTART"
            : order == Order.ACCEPT ? MoveRows.accepting(move) : "transfers." + order;
    String means = new MoveWords(t).of(key + ".means", move);
    return views.render(
        "order.jte",
        new OrderView(
            views.frame(t, t.text(key), path(practice), reader),
            path(practice) + "/" + move.id() + "/" + order.word(),
            path(practice),
            missing.more()
                ? List.of(what, means, t.text("transfers.ACCEPT.more"))
                : List.of(what, means),
            t.text(key),
            missing.resources(),
            null,
            false));
  }

  /**
   * The page that asks whether an order about a host is meant.
   *
   * @param from the day that was given for closing it
   * @param wrong whether that is no day that can be
   */
  public String confirm(
      Language language,
      Reader reader,
      Practice practice,
      Host host,
      HostOrder order,
      String from,
      boolean wrong) {
    Messages t = views.in(language);
    String key = "transfers.host." + order;
    return views.render(
        "order.jte",
        new OrderView(
            views.frame(t, t.text(key), path(practice), reader),
            "/practice/" + practice.id() + "/hosts/" + host.id() + "/" + order.word(),
            path(practice),
            List.of(
                t.text("transfers.host.name", new HostNames(t, practice).of(host)),
                t.text(key + ".means")),
            t.text(key),
            List.of(),
            order == HostOrder.CLOSE ? from : null,
            wrong));
  }

  private static String path(Practice practice) {
    return "/practice/" + practice.id() + "/transfers";
  }
}
