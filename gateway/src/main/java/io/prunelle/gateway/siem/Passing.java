// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.siem;

import io.prunelle.gateway.journal.Turn;
import io.prunelle.gateway.journal.Unsent;
import io.prunelle.gateway.journal.Written;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is passed on over one connection. A block counts as sent when the connection was still open
 * a moment after the system took it; and what was sent last is sent again over the next one.
 */
final class Passing {

  private static final Logger LOG = LoggerFactory.getLogger(Passing.class);

  /** Longer than a way there and back: a receiver that is gone has been heard of by then. */
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Blocks of a chain up to one, which the system took at a time. */
  private record Taken(int chain, long block, long nanos) {}

  private final Turn turn;
  private final Receiver receiver;

  /** Per chain the last block that was sent over this connection, or need not be. */
  private final Map<Integer, Long> reached = new HashMap<>();

  private final Deque<Taken> taken = new ArrayDeque<>();
  private List<Unsent> again = List.of();
  private boolean settled;

  private Passing(Turn turn, Receiver receiver) {
    this.turn = turn;
    this.receiver = receiver;
  }

  /**
   * Begins with what was sent last.
   *
   * @param overlap how many blocks of a chain are sent again
   */
  static Future<Passing> begin(Turn turn, Receiver receiver, int overlap) {
    return turn.recent()
        .map(
            recent -> {
              Passing passing = new Passing(turn, receiver);
              passing.again = overlap == 0 ? List.of() : recent;
              recent.forEach(
                  chain ->
                      passing.reached.put(chain.chain(), Math.max(-1, chain.sent() - overlap)));
              return passing;
            });
  }

  /**
   * Sends some blocks of each chain that has any, so that a long one keeps none waiting.
   *
   * @return whether there are more; fails when the connection, or the turn, is over
   */
  Future<Boolean> round() {
    return settle()
        .compose(done -> turn.unsent())
        .compose(unsent -> pass(behind(unsent)))
        .compose(more -> settle().map(more));
  }

  private List<Unsent> behind(List<Unsent> unsent) {
    Map<Integer, Unsent> chains = new LinkedHashMap<>();
    again.forEach(chain -> chains.put(chain.chain(), chain));
    unsent.forEach(chain -> chains.put(chain.chain(), chain));
    List<Unsent> behind = new ArrayList<>(chains.values());
    behind.removeIf(chain -> reached(chain) >= chain.head());
    return behind;
  }

  private long reached(Unsent chain) {
    return reached.getOrDefault(chain.chain(), chain.sent());
  }

  private Future<Boolean> pass(List<Unsent> chains) {
    AtomicBoolean more = new AtomicBoolean();
    return InTurn.each(
            chains,
            chain ->
                pass(chain)
                    .onSuccess(further -> more.compareAndSet(false, further))
                    .compose(further -> settle()))
        .map(all -> more.get());
  }

  /** Whether there is more of the chain. */
  private Future<Boolean> pass(Unsent chain) {
    return turn.after(chain, reached(chain))
        .compose(page -> send(page).map(page.last()))
        .map(
            last -> {
              boolean further = last > reached(chain) && last < chain.head();
              reached.put(chain.chain(), last);
              taken.add(new Taken(chain.chain(), last, System.nanoTime()));
              return further;
            });
  }

  private Future<Void> send(Turn.Page page) {
    if (page.missing() > 0) {
      LOG.atWarn()
          .addKeyValue("upTo", page.last())
          .addKeyValue("leaves", page.missing())
          .log("The journal lacks leaves, which can be passed on no more");
    }
    if (page.leaves().isEmpty()) {
      return Future.succeededFuture();
    }
    Buffer messages = Buffer.buffer();
    for (Written leaf : page.leaves()) {
      messages.appendBuffer(Message.framed(leaf));
    }
    return receiver.send(messages);
  }

  /** Has what was taken a moment ago count as sent. */
  private Future<Void> settle() {
    if (turn.isLost()) {
      return Future.failedFuture("the connection to the database is over");
    } else if (!receiver.isOpen()) {
      return Future.failedFuture("the receiver has closed the connection");
    }
    Map<Integer, Long> sent = new HashMap<>();
    long now = System.nanoTime();
    while (!taken.isEmpty() && now - taken.peek().nanos() >= MOMENT_NANOS) {
      Taken first = taken.remove();
      sent.put(first.chain(), first.block());
    }
    return sent.isEmpty()
        ? Future.succeededFuture()
        : turn.advance(sent).onSuccess(done -> settled = true);
  }

  /** Whether anything has come to count as sent. */
  boolean hasSettled() {
    return settled;
  }

  boolean isUnsettled() {
    return !taken.isEmpty();
  }

  Receiver receiver() {
    return receiver;
  }

  Turn turn() {
    return turn;
  }
}
