// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A patient who permits a host and withdraws, over and over: often as soon as the record is where
 * it may be, and often long before.
 */
final class Undecided implements Runnable {

  private static final int SOON_MILLIS = 3_000;
  private static final int SHORTEST_MILLIS = 200;

  private final Realm realm;
  private final Demo.User patient;
  private final String hosting;
  private final Predicate<Boolean> arrived;
  private final Random random;
  private boolean permits;
  private int decisions;
  private volatile Throwable failure;
  private volatile boolean ended;

  /**
   * One who has not decided yet.
   *
   * @param arrived whether the record is outside the practice, if that is asked, or else in it
   */
  Undecided(
      Realm realm, Demo.User patient, String hosting, Predicate<Boolean> arrived, Random random) {
    this.realm = realm;
    this.patient = patient;
    this.hosting = hosting;
    this.arrived = arrived;
    this.random = random;
  }

  /** What was decided last stands. */
  void end() {
    ended = true;
  }

  /** Makes sure that the record has to move, to where it is not; only after the end. */
  void moveOnceMore() {
    if (arrived.test(permits)) {
      decide();
    }
  }

  boolean permits() {
    return permits;
  }

  int decisions() {
    return decisions;
  }

  /** Null if there was none. */
  Throwable failure() {
    return failure;
  }

  @Override
  public void run() {
    try {
      while (!ended) {
        decide();
        boolean patiently = random.nextInt(3) > 0;
        long soon = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(SOON_MILLIS));
        do {
          TimeUnit.MILLISECONDS.sleep(SHORTEST_MILLIS);
        } while (!ended && (patiently ? !arrived.test(permits) : System.nanoTime() < soon));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private void decide() {
    realm.decide(patient, hosting, permits ? "WITHDRAW" : "PERMIT");
    permits = !permits;
    decisions++;
  }
}
