// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.event;

import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.patient.Patients;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Event;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * Ends a patient's sessions on a thread of its own: their applications are told one after the
 * other, and any of them may hang. Each session is a transaction, so that what ended stays ended.
 */
final class Logouts implements Runnable {
  private static final Logger LOG = Logger.getLogger(Logouts.class);

  private final KeycloakSessionFactory sessions;
  private final String realm;
  private final PastRequest request;
  private final Entry entry;
  private final @Nullable String kept;
  private final Event cause;

  /**
   * @param session of the request, which goes on meanwhile
   * @param kept the session that is not ended; null for none
   * @param cause the event of the decision: where the client and the address are read
   */
  Logouts(KeycloakSession session, Entry entry, @Nullable String kept, Event cause) {
    this.sessions = session.getKeycloakSessionFactory();
    this.realm = session.getContext().getRealm().getId();
    this.request = new PastRequest(session.getContext().getHttpRequest());
    this.entry = entry;
    this.kept = kept;
    this.cause = cause;
  }

  private record Found(String id, boolean offline) {
    UserSessionModel in(KeycloakSession session, RealmModel realm) {
      return offline
          ? session.sessions().getOfflineUserSession(realm, id)
          : session.sessions().getUserSession(realm, id);
    }
  }

  @Override
  public void run() {
    try {
      for (Found each :
          KeycloakModelUtils.<List<Found>>runJobInTransactionWithResult(sessions, this::find)) {
        end(each);
      }
    } catch (RuntimeException e) {
      LOG.errorf(e, "the sessions to be ended after entry %d were not found", entry.position());
    }
  }

  private List<Found> find(KeycloakSession session) {
    RealmModel there = enter(session);
    // the patient's, not the author's: a guardian or a practitioner goes on
    return session
        .users()
        .searchForUserByUserAttributeStream(there, Patients.ATTRIBUTE, entry.statement().patient())
        .flatMap(
            user ->
                Stream.concat(
                    session.sessions().getUserSessionsStream(there, user),
                    session.sessions().getOfflineUserSessionsStream(there, user)))
        .filter(each -> !each.getId().equals(kept))
        .map(each -> new Found(each.getId(), each.isOffline()))
        .toList();
  }

  private void end(Found found) {
    try {
      KeycloakModelUtils.runJobInTransaction(sessions, session -> end(session, found));
    } catch (RuntimeException e) {
      LOG.errorf(e, "session %s was not ended after entry %d", found.id(), entry.position());
    }
  }

  private void end(KeycloakSession session, Found found) {
    RealmModel there = enter(session);
    UserSessionModel each = found.in(session, there);
    if (each == null) {
      return;
    }
    EventBuilder event =
        new EventBuilder(there, session)
            .ipAddress(cause.getIpAddress())
            .client(cause.getClientId())
            .event(EventType.LOGOUT)
            .user(each.getUser())
            .session(each)
            .detail("reason", "hosting_decision")
            .detail("ledger_position", Long.toString(entry.position()));
    AuthenticationManager.backchannelLogout(
        session,
        there,
        each,
        session.getContext().getUri(),
        session.getContext().getConnection(),
        request.getHttpHeaders(),
        true,
        found.offline());
    event.success();
  }

  private RealmModel enter(KeycloakSession session) {
    RealmModel there = session.realms().getRealm(realm);
    session.getContext().setRealm(there);
    session.getContext().setHttpRequest(request);
    return there;
  }
}
