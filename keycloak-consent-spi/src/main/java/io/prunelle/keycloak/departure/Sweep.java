// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.departure;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.server.ServerTime;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;

/** Takes out the persons of patients who left long enough ago. */
final class Sweep implements ScheduledTask {
  private static final Logger LOG = Logger.getLogger(Sweep.class);
  private static final int MOST = 100;

  @Override
  public void run(KeycloakSession session) {
    session
        .realms()
        .getRealmsStream()
        .map(RealmModel::getId)
        .toList()
        .forEach(realm -> sweep(session, realm));
  }

  private static void sweep(KeycloakSession session, String realm) {
    // a transaction of its own: what fails in one realm is no other realm's concern
    try {
      KeycloakModelUtils.runJobInTransaction(
          session.getKeycloakSessionFactory(),
          nested -> {
            RealmModel found = nested.realms().getRealm(realm);
            if (found != null) {
              nested.getContext().setRealm(found);
              sweep(nested, found);
            }
          });
    } catch (RuntimeException failure) {
      LOG.errorf(failure, "realm %s: patients who left cannot be taken out of the ledger", realm);
    }
  }

  private static void sweep(KeycloakSession session, RealmModel realm) {
    Retention.of(realm)
        .ifPresent(
            retention -> {
              ConsentProvider consent = session.getProvider(ConsentProvider.class);
              Instant now = ServerTime.now();
              List<String> due = consent.departed(realm.getId(), retention.before(now), MOST);
              for (String patient : due) {
                if (isBack(session, realm, patient)) {
                  consent.returned(realm.getId(), patient);
                } else {
                  int entries = consent.pseudonymise(realm.getId(), patient, now);
                  LOG.infof("realm %s: %d ledger entries pseudonymised", realm.getName(), entries);
                }
              }
            });
  }

  private static boolean isBack(KeycloakSession session, RealmModel realm, String patient) {
    return session
        .users()
        .searchForUserByUserAttributeStream(realm, Patients.ATTRIBUTE, patient)
        .findAny()
        .isPresent();
  }
}
