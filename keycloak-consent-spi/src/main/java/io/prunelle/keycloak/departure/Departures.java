// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.departure;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.server.ServerTime;
import java.time.Instant;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;
import org.keycloak.timer.TimerProvider;

/** Notices patients and realms that are deleted, and looks regularly for whose time has come. */
public final class Departures implements ProviderEventListener {
  private final long everySeconds;

  private Departures(long everySeconds) {
    this.everySeconds = everySeconds;
  }

  /**
   * Begins to listen.
   *
   * @param everySeconds how often to look for patients whose time has come
   */
  public static void watch(KeycloakSessionFactory factory, long everySeconds) {
    factory.register(new Departures(everySeconds));
  }

  @Override
  public void onEvent(ProviderEvent event) {
    if (event instanceof UserModel.UserPreRemovedEvent user) {
      left(user.getKeycloakSession(), user.getRealm(), user.getUser());
    } else if (event instanceof RealmModel.RealmRemovedEvent realm) {
      consent(realm.getKeycloakSession()).gone(realm.getRealm().getId(), ServerTime.now());
    } else if (event instanceof PostMigrationEvent started) {
      schedule(started.getFactory());
    }
  }

  // while the user is still there to be asked; undone with the deletion if that fails
  private static void left(KeycloakSession session, RealmModel realm, UserModel user) {
    Instant now = ServerTime.now();
    user.getAttributeStream(Patients.ATTRIBUTE)
        .forEach(patient -> consent(session).left(realm.getId(), patient, now));
  }

  private void schedule(KeycloakSessionFactory factory) {
    // every node looks; what one has done the others find done
    KeycloakModelUtils.runJobInTransaction(
        factory,
        session ->
            session
                .getProvider(TimerProvider.class)
                .scheduleTask(new Sweep(), everySeconds * 1000, "prunelle-departures"));
  }

  private static ConsentProvider consent(KeycloakSession session) {
    return session.getProvider(ConsentProvider.class);
  }
}
