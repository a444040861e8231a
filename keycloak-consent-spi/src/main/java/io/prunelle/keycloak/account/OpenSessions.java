// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.account;

import io.prunelle.keycloak.patient.Impersonation;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/** A user's sessions that have not ended, online and offline ones. */
final class OpenSessions {
  private static final String MEMBER = "sessions";

  /** The realm tells them in no order, so that many are looked at for the newest. */
  private static final int MOST_SEEN = 2_000;

  private final KeycloakSession session;
  private final RealmModel realm;

  OpenSessions(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /**
   * The newest first; where there are more than 2,000, of so many of them.
   *
   * @param asking id of the session in which it is asked for
   */
  List<Account.Session> of(UserModel user, String asking, Bounds bounds) {
    Stream<UserSessionModel> open =
        Stream.concat(
            session.sessions().getUserSessionsStream(realm, user),
            session.sessions().getOfflineUserSessionsStream(realm, user));
    Stream<UserSessionModel> newest =
        open.limit(MOST_SEEN)
            .sorted(Comparator.comparingInt(UserSessionModel::getStarted).reversed());
    return bounds.first(MEMBER, newest).stream().map(one -> of(one, asking, bounds)).toList();
  }

  private static Account.Session of(UserSessionModel open, String asking, Bounds bounds) {
    boolean impersonated = Impersonation.of(open);
    return new Account.Session(
        Instant.ofEpochSecond(open.getStarted()).toString(),
        Instant.ofEpochSecond(open.getLastSessionRefresh()).toString(),
        // where somebody else was is nothing of the user's
        impersonated ? null : open.getIpAddress(),
        bounds.within(
            MEMBER,
            open.getAuthenticatedClientSessions().values().stream()
                .map(AuthenticatedClientSessionModel::getClient)
                .filter(Objects::nonNull)
                .map(Accounts::client)
                .sorted(Comparator.comparing(Account.Client::id))),
        open.isOffline(),
        !open.isOffline() && open.getId().equals(asking),
        impersonated);
  }
}
