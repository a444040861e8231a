// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import java.util.List;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.federated.UserFederatedStorageProvider;

/**
 * Which users have a patient's id, by what Keycloak itself keeps: of its own users, of those it
 * imported, and what it keeps about others. A directory behind it is not asked. It would be for
 * each sign-in and each claim, and with it away nobody could be told to be a patient.
 *
 * <p>Asked once for a request, however many want to know.
 */
final class Holders {
  private static final String KNOWN = Holders.class.getName() + "/";
  // one, or too many
  private static final int MOST = 2;

  private final KeycloakSession session;

  Holders(KeycloakSession session) {
    this.session = session;
  }

  /** The ids of at most two users. */
  List<String> of(RealmModel realm, String patient) {
    String key = KNOWN + realm.getId() + "/" + patient;
    Known known = session.getAttribute(key, Known.class);
    if (known == null) {
      known = new Known(look(realm, patient));
      session.setAttribute(key, known);
    }
    return known.users();
  }

  private record Known(List<String> users) {}

  private List<String> look(RealmModel realm, String patient) {
    return Stream.concat(
            session
                .getProvider(UserProvider.class)
                .searchForUserByUserAttributeStream(realm, Patients.ATTRIBUTE, patient)
                .limit(MOST)
                .map(UserModel::getId),
            federated(realm, patient))
        .distinct()
        .limit(MOST)
        .toList();
  }

  private Stream<String> federated(RealmModel realm, String patient) {
    boolean federates =
        realm
            .getComponentsStream(realm.getId(), UserStorageProvider.class.getName())
            .findAny()
            .isPresent();
    return federates
        ? session
            .getProvider(UserFederatedStorageProvider.class)
            .getUsersByUserAttributeStream(realm, Patients.ATTRIBUTE, patient)
            .limit(MOST)
        : Stream.empty();
  }
}
