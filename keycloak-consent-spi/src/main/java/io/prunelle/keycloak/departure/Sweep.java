// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.departure;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.server.ServerTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;

/**
 * Takes out the persons of patients who left long enough ago, and looks for those whose user went
 * without being deleted: an administrator gave the user another id, a directory no longer has it.
 * Takes out realms that were deleted.
 */
final class Sweep implements ScheduledTask {
  private static final Logger LOG = Logger.getLogger(Sweep.class);
  private static final int MOST = 100;
  // each costs one look-up of a user
  private static final int LOOKED_FOR = 500;

  /** How far along the patients each realm is; a node that starts begins anywhere. */
  private final Map<String, String> reached = new ConcurrentHashMap<>();

  /**
   * How long the rows of a deleted realm wait for it to be imported again: whoever imports deletes
   * first, and nothing else has the decisions.
   */
  private static final Duration REALMS = Duration.ofDays(30);

  @Override
  public void run(KeycloakSession session) {
    try {
      KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), Sweep::realms);
    } catch (RuntimeException failure) {
      LOG.error("deleted realms cannot be removed", failure);
    }
    session
        .realms()
        .getRealmsStream()
        .map(RealmModel::getId)
        .toList()
        .forEach(realm -> sweep(session, realm));
  }

  private static void realms(KeycloakSession session) {
    Set<String> there =
        session.realms().getRealmsStream().map(RealmModel::getId).collect(Collectors.toSet());
    session
        .getProvider(ConsentProvider.class)
        .forget(there, ServerTime.now().minus(REALMS))
        .forEach(realm -> LOG.infof("realm %s: removed, as it was deleted", realm));
  }

  private void sweep(KeycloakSession session, String realm) {
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

  private void sweep(KeycloakSession session, RealmModel realm) {
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
              lookFor(session, realm, consent, now);
            });
  }

  private void lookFor(
      KeycloakSession session, RealmModel realm, ConsentProvider consent, Instant now) {
    String after = reached.computeIfAbsent(realm.getId(), id -> UUID.randomUUID().toString());
    List<String> patients = consent.patients(realm.getId(), after, LOOKED_FOR);
    for (String patient : patients) {
      if (isBack(session, realm, patient)) {
        // That somebody was missing for a while does not count for the next time
        consent.returned(realm.getId(), patient);
      } else {
        consent.missing(realm.getId(), patient, now);
      }
    }
    reached.put(
        realm.getId(), patients.size() < LOOKED_FOR ? "" : patients.get(patients.size() - 1));
  }

  private static boolean isBack(KeycloakSession session, RealmModel realm, String patient) {
    return session
        .users()
        .searchForUserByUserAttributeStream(realm, Patients.ATTRIBUTE, patient)
        .findAny()
        .isPresent();
  }
}
