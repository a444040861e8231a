// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/**
 * A hold on a record, as long as its transaction lasts. If the connection is lost so is the hold,
 * and {@link #commit()} fails: what must only happen under the hold belongs into this transaction.
 */
public interface Hold {

  /** The connection whose transaction is the hold. */
  SqlConnection connection();

  /** Commits what was done on the connection and lets go. Fails if the hold had been lost. */
  Future<Void> commit();

  /** Rolls back and lets go, unless that has been done. Never fails. */
  Future<Void> abandon();
}
