// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.page.login.SessionTable.Stored;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Sessions, bounded in number and time. Only a completed sign-in opens one, so no stranger can fill
 * the table, and an id that was set from outside is never taken up.
 *
 * <p>The database has the digest of a session's id, and the rest sealed under a key that takes both
 * the id, which only the browser has, and the client's secret, which only the gateway has: who
 * reads the table takes over no session and learns no token, and what was moved to another row does
 * not open there.
 */
final class Sessions {

  private final SessionTable table;
  private final SessionLimits limits;
  private final Seal seal;
  private final Clock clock;

  Sessions(SessionTable table, SessionLimits limits, List<String> secrets, Clock clock) {
    this.table = table;
    this.limits = limits;
    this.seal = Seal.of(secrets, "prunelle page: session");
    this.clock = clock;
  }

  /**
   * A session that is open.
   *
   * @param id as the browser has it
   * @param version grows with each renewal
   */
  record Open(String id, Session session, long version) {

    @Override
    public String toString() {
      return "Open[version=" + version + "]";
    }
  }

  /** Keeps a session and gives its new id. Fails when the provider has ended it already. */
  Future<String> open(SignedIn signedIn) {
    String id = Secrets.fresh();
    Session session = Session.begin(signedIn, clock.instant().plus(limits.absolute()));
    String providerSession = signedIn.providerSession();
    return table
        .open(
            key(id),
            Secrets.sha256(session.subject()),
            providerSession == null ? null : Secrets.sha256(providerSession),
            sealed(id, session))
        .compose(
            kept ->
                kept
                    ? Future.succeededFuture(id)
                    : Future.failedFuture(SignInFailure.rejected("signed out meanwhile")));
  }

  /** The session of an id, if it lasts; counts as use. */
  Future<Optional<Open>> find(String id) {
    return table
        .find(key(id))
        .map(
            found ->
                found.flatMap(
                    stored ->
                        opened(id, stored)
                            .filter(session -> !session.over(clock.instant()))
                            .map(session -> new Open(id, session, stored.version()))));
  }

  Future<Void> close(String id) {
    return table.close(key(id));
  }

  /** False when it was ended already, or somebody else is to renew it now, or has. */
  Future<Boolean> close(Open open, OffsetDateTime lease) {
    return table.close(key(open.id()), lease);
  }

  /** Renewed tokens; empty when the session was ended, or somebody else is to renew it now. */
  Future<Optional<Session>> replace(Open open, OffsetDateTime lease, SignedIn renewed) {
    Session session = open.session().with(renewed);
    return table
        .replace(key(open.id()), lease, sealed(open.id(), session))
        .map(kept -> kept ? Optional.of(session) : Optional.empty());
  }

  static String key(String id) {
    return Secrets.sha256(id);
  }

  private String sealed(String id, Session session) {
    return seal.within(id).close(session.encode(), key(id));
  }

  /** Empty for what no instance has sealed for this id: as good as no session. */
  private Optional<Session> opened(String id, Stored stored) {
    return seal.within(id).open(stored.sealed(), key(id)).flatMap(Session::decode);
  }
}
