// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.event;

import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.patient.Patients;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * Ends the patient's other sessions, offline ones too, when the patient refuses, withdraws or
 * objects, in realms that want it: applications then have to ask for new tokens, which tell.
 */
final class OtherSessions {
  /** The realm attribute that switches this on: {@code true}. */
  static final String OPTION = "prunelle.endSessionsOnWithdrawal";

  private static final Set<Decision> ENDING =
      Set.of(Decision.DENY, Decision.WITHDRAW, Decision.OBJECT);

  private final KeycloakSession session;
  private final RealmModel realm;

  OtherSessions(KeycloakSession session) {
    this.session = session;
    this.realm = session.getContext().getRealm();
  }

  /**
   * Ends them, if this is such a decision.
   *
   * @param kept the session that the decision was taken in; null when the patient was not there
   */
  void end(Entry entry, @Nullable String kept, EventBuilder events) {
    if (!Boolean.parseBoolean(realm.getAttribute(OPTION))
        || !ENDING.contains(entry.statement().decision())) {
      return;
    }
    // the patient's, not the author's: a guardian or a practitioner goes on
    session
        .users()
        .searchForUserByUserAttributeStream(realm, Patients.ATTRIBUTE, entry.statement().patient())
        .flatMap(
            user ->
                Stream.concat(
                    session.sessions().getUserSessionsStream(realm, user),
                    session.sessions().getOfflineUserSessionsStream(realm, user)))
        .filter(each -> !each.getId().equals(kept))
        .toList()
        .forEach(each -> end(each, entry, events));
  }

  private void end(UserSessionModel each, Entry entry, EventBuilder events) {
    AuthenticationManager.backchannelLogout(
        session,
        realm,
        each,
        session.getContext().getUri(),
        session.getContext().getConnection(),
        session.getContext().getHttpRequest().getHttpHeaders(),
        true,
        each.isOffline());
    events
        .clone()
        .event(EventType.LOGOUT)
        .user(each.getUser())
        .session(each)
        .detail("reason", "hosting_decision")
        .detail("ledger_position", Long.toString(entry.position()))
        .success();
  }
}
