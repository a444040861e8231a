// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import org.jspecify.annotations.Nullable;

/**
 * What the server warns of on a connection. Who is told of a commit with a warning cannot rely on
 * it: so says the server that it has given up waiting for its standby, and that the commit may be
 * lost with the server.
 */
final class Warnings {

  /** SQLSTATE class; warnings have it, notices have not. */
  private static final String WARNING = "01";

  private volatile boolean any;

  static Warnings on(PgConnection connection) {
    Warnings warnings = new Warnings();
    connection.noticeHandler(notice -> warnings.any |= isWarning(notice.getCode()));
    return warnings;
  }

  private static boolean isWarning(@Nullable String code) {
    return code != null && code.startsWith(WARNING);
  }

  /** Fails if there were any. */
  <T> Future<T> none(T result) {
    return any
        ? Future.failedFuture(new Unwritten("committed with a warning of the server"))
        : Future.succeededFuture(result);
  }
}
