// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.event;

import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.patient.Patients;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Event;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.KeycloakSessionTask;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * Ends a patient's sessions on a thread of its own: their applications are told one after the
 * other, and any of them may hang. Each session is a transaction, so that what ended stays ended.
 *
 * <p>Keycloak takes a session out of its cache before the row is gone. Who reads the row in between
 * puts the session back, and it lives on without a row, in no list
 * (https://github.com/keycloak/keycloak/issues/51127). So it is looked for by its id afterwards,
 * and once more later: somebody may read before the row is gone and put back after the first look.
 * This can go once the version built on has https://github.com/keycloak/keycloak/pull/53045.
 */
final class Logouts implements Runnable {
  private static final Logger LOG = Logger.getLogger(Logouts.class);

  private final KeycloakSessionFactory sessions;
  private final String realm;
  private final PastRequest request;
  private final Entry entry;
  private final @Nullable String kept;
  private final Event cause;
  private final Executor later;

  /**
   * @param session of the request, which goes on meanwhile
   * @param kept the session that is not ended; null for none
   * @param cause the event of the decision: where the client and the address are read
   * @param later runs the second look, when nobody is still busy with what was read before
   */
  Logouts(
      KeycloakSession session, Entry entry, @Nullable String kept, Event cause, Executor later) {
    this.sessions = session.getKeycloakSessionFactory();
    this.realm = session.getContext().getRealm().getId();
    this.request = new PastRequest(session.getContext().getHttpRequest());
    this.entry = entry;
    this.kept = kept;
    this.cause = cause;
    this.later = later;
  }

  /**
   * @param started in seconds: a login under way in the same browser may take the id again
   */
  private record Found(String id, boolean offline, int started) {
    /** Null when it is gone, be there another one under its id. */
    @Nullable UserSessionModel in(KeycloakSession session, RealmModel realm) {
      UserSessionModel there =
          offline
              ? session.sessions().getOfflineUserSession(realm, id)
              : session.sessions().getUserSession(realm, id);
      return there == null || there.getStarted() != started ? null : there;
    }
  }

  @Override
  public void run() {
    List<Found> found;
    try {
      found = KeycloakModelUtils.runJobInTransactionWithResult(sessions, this::find);
    } catch (RuntimeException e) {
      LOG.errorf(e, "the sessions to be ended after entry %d were not found", entry.position());
      return;
    }
    Map<Boolean, List<Found>> ended = found.stream().collect(Collectors.partitioningBy(this::end));
    List<Found> gone = ended.get(true);
    // the row of the others is still there: forgotten, they would end without anybody being told
    List<Found> failed = ended.get(false);
    gone.forEach(this::forget);
    if (!found.isEmpty()) {
      later.execute(() -> lookAgain(gone, failed));
    }
  }

  private void lookAgain(List<Found> gone, List<Found> failed) {
    gone.forEach(this::forget);
    failed.stream().filter(this::end).forEach(this::forget);
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
        .map(each -> new Found(each.getId(), each.isOffline(), each.getStarted()))
        .toList();
  }

  /** Whether it is gone now. */
  private boolean end(Found found) {
    return inTransaction(found, session -> end(session, found));
  }

  /** Takes away one that ended and came back; its applications were told already. */
  private void forget(Found found) {
    inTransaction(found, session -> forget(session, found));
  }

  private boolean inTransaction(Found found, KeycloakSessionTask task) {
    try {
      KeycloakModelUtils.runJobInTransaction(sessions, task);
      return true;
    } catch (RuntimeException e) {
      LOG.errorf(e, "session %s was not ended after entry %d", found.id(), entry.position());
      return false;
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

  private void forget(KeycloakSession session, Found found) {
    RealmModel there = enter(session);
    UserSessionModel back = found.in(session, there);
    if (back == null) {
      return;
    }
    if (found.offline()) {
      session.sessions().removeOfflineUserSession(there, back);
    } else {
      session.sessions().removeUserSession(there, back);
    }
  }

  private RealmModel enter(KeycloakSession session) {
    RealmModel there = session.realms().getRealm(realm);
    session.getContext().setRealm(there);
    session.getContext().setHttpRequest(request);
    return there;
  }
}
