// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.command;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.transfer.Missing;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.hosts.transfer.Order;
import io.prunelle.gateway.hosts.transfer.Order.Done;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code gateway transfers …}: what moves, and orders, for who runs the gateway. Running gateways
 * heed an order within seconds; one that failed is tried again with their next sweep.
 */
public final class TransferCommands {

  private static final int CARRIED_OUT = 0;
  private static final int NOT_CARRIED_OUT = 1;

  private final CommandLine line;
  private final Hosts hosts;
  private final Moves moves;
  private final PrintStream out;
  private int status = CARRIED_OUT;

  public TransferCommands(CommandLine line, Hosts hosts, Moves moves, PrintStream out) {
    this.line = line;
    this.hosts = hosts;
    this.moves = moves;
    this.out = out;
  }

  /** Whether it may write to the journal. */
  public boolean writes() {
    return !word().equals("list");
  }

  /** Zero when all that was ordered is so now; one when something could not be. */
  public int status() {
    return status;
  }

  public Future<Void> run() {
    if (word().equals("list")) {
      return list();
    }
    Order order = Order.of(word()).orElseThrow(CommandLine.WrongUse::new);
    if (line.has(CommandLine.HOST)) {
      return ofHost(order);
    }
    return order == Order.ACCEPT ? accept(id()) : of(id(), order);
  }

  private String word() {
    return line.operands().get(0);
  }

  private UUID id() {
    try {
      return UUID.fromString(line.operands().get(1));
    } catch (IllegalArgumentException noId) {
      throw new CommandLine.WrongUse();
    }
  }

  private Future<Void> list() {
    return moves
        .underWay(line.has(CommandLine.PRACTICE) ? line.value(CommandLine.PRACTICE) : null)
        .map(
            underWay -> {
              underWay.forEach(move -> out.println(inWords(move)));
              out.printf("%d transfers have not ended.%n", underWay.size());
              return null;
            });
  }

  private static String inWords(Move move) {
    return String.join(
        "  ",
        move.id().toString(),
        move.practice(),
        move.kind().name().toLowerCase(Locale.ROOT),
        move.source() + " -> " + Objects.requireNonNullElse(move.destination(), "nowhere"),
        move.step().name().toLowerCase(Locale.ROOT),
        "since " + move.since(),
        standing(move));
  }

  private static String standing(Move move) {
    if (move.paused()) {
      return "paused by " + move.pausedBy();
    } else if (move.hostPaused()) {
      return "host paused";
    }
    return move.failure() == null
        ? "attempt " + move.attempts()
        : move.failure() + ", again at " + move.retryAt();
  }

  private Future<Void> of(UUID id, Order order) {
    return moves
        .order(id, null, order, operator(), null)
        .map(
            done -> {
              say(done);
              return null;
            });
  }

  /** What is missing is named before it can be accepted. */
  private Future<Void> accept(UUID id) {
    Set<String> resources = line.values(CommandLine.RESOURCE);
    return resources.isEmpty()
        ? moves
            .missing(id, null)
            .map(
                missing -> {
                  ask(missing);
                  return null;
                })
        : moves.accept(id, null, resources, operator(), null).compose(done -> answer(id, done));
  }

  /** Who has named something else than what is there by now is told what that is. */
  private Future<Void> answer(UUID id, Done done) {
    return moves
        .missing(id, null)
        .map(
            missing -> {
              if (done == Done.ALREADY && !missing.isEmpty()) {
                ask(missing);
              } else {
                say(done);
              }
              return null;
            });
  }

  private void ask(Missing missing) {
    status = NOT_CARRIED_OUT;
    missing.resources().forEach(out::println);
    if (missing.more()) {
      out.println("There are others. They are listed once these are dealt with.");
    }
    out.println(
        missing.isEmpty()
            ? "Not done: nothing that is missing keeps it from going on."
            : "Not done: say with --resource which of these were deleted on purpose, or are not to be"
                + " kept.");
  }

  private void say(Done done) {
    status = done == Done.DONE || done == Done.ALREADY ? CARRIED_OUT : NOT_CARRIED_OUT;
    out.println(
        switch (done) {
          case DONE -> "Done.";
          case ALREADY -> "It was so before.";
          case SWITCHED ->
              "Not done: the record lives at the destination already, or is on its way back.";
          case ENDED -> "Not done: the transfer has ended.";
          case NOT_THERE -> "Not done: there is no such transfer.";
        });
  }

  /** For each practice that has the host, or for the one that is named. */
  private Future<Void> ofHost(Order order) {
    if (order != Order.PAUSE && order != Order.RESUME) {
      throw new CommandLine.WrongUse();
    }
    Host host = hosts.host(line.value(CommandLine.HOST)).orElse(null);
    @Nullable String only =
        line.has(CommandLine.PRACTICE) ? line.value(CommandLine.PRACTICE) : null;
    List<Practice> practices =
        hosts.practices().stream()
            .filter(practice -> host != null && practice.hosts().contains(host))
            .filter(practice -> only == null || practice.id().equals(only))
            .toList();
    if (host == null || practices.isEmpty()) {
      status = NOT_CARRIED_OUT;
      out.println("Not done: there is no such host.");
      return Future.succeededFuture();
    }
    return InTurn.each(
        practices,
        practice ->
            moves
                .pauseHost(practice, host, order == Order.PAUSE, operator(), null)
                .onSuccess(
                    changed ->
                        out.printf(
                            "%s: %s%n", practice.id(), changed ? "Done." : "It was so before.")));
  }

  /** Who has an account on this machine and may read the configuration. */
  private static Entry.Agent operator() {
    return new Entry.Agent(
        null, "operator " + System.getProperty("user.name"), "operator", null, null, null);
  }
}
