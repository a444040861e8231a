// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes together with what they started. */
public final class Ending {

  private static final Duration KILLED = Duration.ofSeconds(5);

  private Ending() {}

  /** Asks the process to end and waits; after the grace it kills it and all its descendants. */
  public static void end(ProcessHandle process, Duration grace) {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroy();
    if (!gone(process, grace)) {
      process.destroyForcibly();
    }
    family.forEach(ProcessHandle::destroyForcibly);
    gone(process, KILLED);
    family.forEach(descendant -> gone(descendant, KILLED));
  }

  private static boolean gone(ProcessHandle process, Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
