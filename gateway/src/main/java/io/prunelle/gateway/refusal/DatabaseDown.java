// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

import io.vertx.core.Future;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a question that the database did not answer. */
public final class DatabaseDown {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseDown.class);
  private static final Refusal DOWN = new Refusal.NotReady("database-down", Duration.ofSeconds(5));

  private DatabaseDown() {}

  /**
   * The answer; fails with {@link Refused} when there is none, or with what it was refused with.
   *
   * @param what was asked, for the log
   */
  public static <T> Future<T> unless(Future<T> answer, String what) {
    return answer.recover(
        failure -> {
          if (failure instanceof Refused) {
            return Future.failedFuture(failure);
          }
          LOG.atWarn()
              .addKeyValue("asked", what)
              .addKeyValue("cause", failure.toString())
              .log("The database did not answer");
          return Future.failedFuture(refused());
        });
  }

  /** The same by itself, for where it is not noted what was asked. */
  public static Refused refused() {
    return DOWN.refused();
  }
}
