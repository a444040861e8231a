// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * What is to be committed. Filled from any thread, emptied by one. What nobody waits for goes with
 * what somebody waits for, and makes a commit of its own only when nothing has come by for a while.
 */
final class Waiting {

  /** How long what nobody waits for waits for company. */
  static final Duration IN_PASSING = Duration.ofMillis(20);

  /** Bounds one statement, and how long those in the next one wait for it. */
  private static final int MOST_LEAVES = 1_000;

  private final long patienceNanos;
  private final Queue<Submission> awaited = new ConcurrentLinkedQueue<>();
  private final Queue<Submission> inPassing = new ConcurrentLinkedQueue<>();

  /** Where nothing may wait for longer than this. */
  Waiting(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  void add(Submission submission, boolean nobodyWaits) {
    (nobodyWaits ? inPassing : awaited).add(submission);
  }

  boolean isEmpty() {
    return awaited.isEmpty() && inPassing.isEmpty();
  }

  /**
   * Whether there is something to be committed now.
   *
   * @param last whether nothing may come by any more
   */
  boolean isDue(boolean last) {
    return !awaited.isEmpty() || isDueInPassing(last);
  }

  private boolean isDueInPassing(boolean last) {
    Submission first = inPassing.peek();
    return first != null && (last || System.nanoTime() - first.since() >= IN_PASSING.toNanos());
  }

  /**
   * What is due, in the order in which it came, and what may go with it.
   *
   * @param late told of those who have waited too long
   */
  List<Submission> batch(boolean last, Consumer<Submission> late) {
    List<Submission> batch = new ArrayList<>();
    int leaves = take(awaited, 0, batch, late);
    if (leaves > 0 || isDueInPassing(last)) {
      take(inPassing, leaves, batch, late);
    }
    return batch;
  }

  private int take(
      Queue<Submission> from, int already, List<Submission> batch, Consumer<Submission> late) {
    int leaves = already;
    for (Submission next = from.peek(); next != null && leaves < MOST_LEAVES; next = from.peek()) {
      from.remove();
      if (isLate(next)) {
        late.accept(next);
      } else {
        batch.add(next);
        leaves += next.leaves().size();
      }
    }
    return leaves;
  }

  /** Whether it has waited for longer than anything may. */
  boolean isLate(Submission submission) {
    return System.nanoTime() - submission.since() > patienceNanos;
  }

  /** Takes those who have waited too long, though nothing can be committed. */
  void expire(Consumer<Submission> late) {
    for (Queue<Submission> queue : List.of(awaited, inPassing)) {
      for (Submission next = queue.peek(); next != null && isLate(next); next = queue.peek()) {
        late.accept(queue.remove());
      }
    }
  }

  /** Takes all there is. */
  List<Submission> all() {
    List<Submission> all = new ArrayList<>();
    for (Queue<Submission> queue : List.of(awaited, inPassing)) {
      for (Submission next = queue.poll(); next != null; next = queue.poll()) {
        all.add(next);
      }
    }
    return all;
  }
}
