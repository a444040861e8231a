// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.event.Aftermath;
import io.prunelle.keycloak.ledger.Authentication;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.server.ServerTime;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/** A practice's consent officer who calls. */
record Officer(
    UserModel user, UserSessionModel session, ClientModel client, Authentication authentication) {

  Author author() {
    return new Author(Author.Role.PRACTITIONER, user.getId());
  }

  /**
   * The patients whose matters somebody else has to see to: the officer, and the officer's wards.
   */
  Set<String> own(KeycloakSession keycloak) {
    return new Patients(keycloak)
        .subjects(keycloak.getContext().getRealm(), user, ServerTime.now()).stream()
            .map(subject -> subject.patient().id())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** What follows on what the officer records. */
  Aftermath aftermath(KeycloakSession keycloak) {
    RealmModel realm = keycloak.getContext().getRealm();
    return new Aftermath(
        keycloak,
        new EventBuilder(realm, keycloak, keycloak.getContext().getConnection())
            .client(client)
            .user(user)
            .session(session),
        session.getId());
  }
}
