// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells people how far the start has come, one line per step. */
final class Progress {

  private final PrintStream out;
  private final long start = System.nanoTime();
  private boolean silent;

  Progress(PrintStream out) {
    this.out = out;
  }

  /** A step has ended that took that long. */
  synchronized void done(String step, Duration took) {
    if (!silent) {
      out.printf(
          Locale.ROOT,
          "%4d s  %s (%.1f s)%n",
          Duration.ofNanos(System.nanoTime() - start).toSeconds(),
          step,
          took.toMillis() / 1000.0);
      out.flush();
    }
  }

  /** Anything else there is to say. */
  synchronized void say(String text) {
    if (!silent) {
      out.println(text);
      out.flush();
    }
  }

  /** Says one last thing: what happens from now on is a consequence of the demo being stopped. */
  synchronized void last(String text) {
    say(text);
    silent = true;
  }
}
