// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotice;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server warns of on a connection. Who is told of a commit cannot rely on it where the
 * server has given up waiting for its standby: it may be lost with the server. Other warnings say
 * nothing of a commit, as that a database must be vacuumed before long.
 */
final class Warnings {

  private static final Logger LOG = LoggerFactory.getLogger(Warnings.class);

  /** SQLSTATE class; warnings have it, notices have not. */
  private static final String WARNING = "01";

  /** Where in the server it is given up (syncrep.c): no language translates that. */
  private static final String WAITING = "SyncRepWaitForLSN";

  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private volatile @Nullable String givenUp;

  static Warnings on(PgConnection connection) {
    Warnings warnings = new Warnings();
    connection.noticeHandler(warnings::heard);
    return warnings;
  }

  void heard(PgNotice notice) {
    String routine = String.valueOf(notice.getRoutine());
    if (WAITING.equals(routine)) {
      givenUp = notice.getMessage();
    } else if (isWarning(notice.getCode()) && told.add(routine)) {
      // Once: there may be one with each commit, each with another number in it
      LOG.atWarn()
          .addKeyValue("warning", notice.getMessage())
          .addKeyValue("state", notice.getCode())
          .log("The journal's server warns");
    }
  }

  private static boolean isWarning(@Nullable String code) {
    return code != null && code.startsWith(WARNING);
  }

  /** Fails if a wait was given up. */
  <T> Future<T> none(T result) {
    String why = givenUp;
    return why == null
        ? Future.succeededFuture(result)
        : Future.failedFuture(new Unwritten("committed, but for a warning of the server: " + why));
  }
}
