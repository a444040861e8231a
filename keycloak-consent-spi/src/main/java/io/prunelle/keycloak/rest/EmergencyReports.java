// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Emergency;
import io.prunelle.keycloak.consent.Reporting;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.server.ServerTime;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * {@code practices/{practice}/patients/{patient}/emergencies}: what whoever enforces decisions
 * reports, for the patient to be told.
 */
final class EmergencyReports {
  private static final int LONGEST = 16 * 1024;

  private final KeycloakSession session;
  private final Rate rate;
  private final RealmModel realm;
  private final String practice;

  EmergencyReports(KeycloakSession session, Rate rate, String practice) {
    this.session = session;
    this.rate = rate;
    this.realm = session.getContext().getRealm();
    this.practice = practice;
  }

  /**
   * Keeps one, the first time it is reported; again it changes nothing but that it was read.
   *
   * @param id a UUID in lower case, the same each time
   */
  Response take(String patient, String id, @Nullable InputStream body) {
    return new Replies(session)
        .reply(
            () -> {
              UserModel reporter = new Bearer(session).emergencyReporter();
              rate.take(realm.getId() + "/" + reporter.getId());
              Emergency emergency =
                  EmergencyReport.read(
                      practice,
                      patient,
                      Ids.uuid("emergency", id),
                      new Incoming(session).body(body, LONGEST),
                      ServerTime.now());
              notElsewhere(patient);
              ConsentProvider consent = session.getProvider(ConsentProvider.class);
              return answer(consent.report(realm.getId(), emergency));
            });
  }

  private void notElsewhere(String patient) {
    if (new Patients(session)
        .find(realm, patient)
        .filter(found -> found.practices().contains(practice))
        .isEmpty()) {
      throw Problem.notFound("no such patient of the practice");
    }
  }

  private static Response answer(Reporting reporting) {
    return switch (reporting) {
      case KEPT -> Replies.json(Response.Status.CREATED, Map.of()).build();
      case KNOWN -> Replies.json(Map.of());
      case ANOTHER ->
          throw new Problem(
              ProblemType.STATE_CONFLICT, "another emergency was reported under that id");
      case TOO_MANY ->
          throw new Problem(
              ProblemType.STATE_CONFLICT, "the patient has too many emergencies to read already");
    };
  }
}
