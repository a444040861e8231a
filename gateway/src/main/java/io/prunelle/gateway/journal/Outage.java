// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the journal cannot be written, and why. It is told once, however often it is tried
 * again, and it is over when something that was asked for has been written.
 */
final class Outage {

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private volatile @Nullable Throwable cause;
  private volatile long since;
  private volatile boolean down;

  // On the writer's context alone
  private boolean told;

  /** Whoever asks is refused at once, until there is a session again. */
  boolean isDown() {
    return down;
  }

  /** It has failed; if not for the first time, it goes on. */
  void failed(Throwable failure) {
    if (cause == null) {
      since = System.nanoTime();
    }
    cause = failure;
  }

  long nanos() {
    return cause == null ? 0 : System.nanoTime() - since;
  }

  /** From now on nobody waits for it. */
  void declare() {
    down = true;
    Throwable why = cause;
    if (!told && why != null) {
      told = true;
      LOG.atError()
          .addKeyValue("cause", words(why))
          .addKeyValue("state", why instanceof PgException error ? error.getSqlState() : null)
          .log("The journal cannot be written");
    }
  }

  /** There is a session: who asks now waits for it. */
  void connected() {
    down = false;
    if (!told) {
      cause = null;
    }
  }

  /** What was asked for has been committed. */
  void written() {
    if (told) {
      LOG.atInfo()
          .addKeyValue("seconds", nanos() / 1_000_000_000)
          .log("The journal can be written again");
    }
    told = false;
    cause = null;
  }

  /** Fails with the cause while there is one. */
  Future<Void> ready(boolean connected) {
    Throwable why = cause;
    return connected && !down
        ? Future.succeededFuture()
        : Future.failedFuture(why == null ? "not connected" : words(why));
  }

  private static String words(Throwable failure) {
    if (failure instanceof PgException answered) {
      return String.valueOf(answered.getErrorMessage());
    }
    return failure instanceof Unwritten own ? String.valueOf(own.getMessage()) : failure.toString();
  }
}
