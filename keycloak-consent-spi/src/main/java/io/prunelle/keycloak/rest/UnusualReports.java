// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Mailing;
import io.prunelle.keycloak.mail.NotSent;
import io.prunelle.keycloak.mail.UnusualMail;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.server.ServerTime;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * {@code patients/{patient}/unusual/{report}}: whoever enforces decisions has found an unusual
 * access, of which the patient is told by mail if the patient wants that. Nothing that the caller
 * says stands in the mail, and it goes to nobody who did not ask for it.
 */
final class UnusualReports {
  private static final Logger LOG = Logger.getLogger(UnusualReports.class);

  private final KeycloakSession session;
  private final Rate rate;
  private final RealmModel realm;

  UnusualReports(KeycloakSession session, Rate rate) {
    this.session = session;
    this.rate = rate;
    this.realm = session.getContext().getRealm();
  }

  /**
   * Sends the mail, once for a report and once a day for a patient.
   *
   * @param id a UUID in lower case, the same each time
   */
  Response take(String patient, String id) {
    return new Replies(session)
        .reply(
            () -> {
              UserModel reporter = new Bearer(session).unusualReporter();
              rate.take(realm.getId() + "/" + reporter.getId() + "/unusual");
              UUID report = Ids.uuid("report", id);
              Patients patients = new Patients(session);
              UserModel user =
                  patients
                      .user(realm, patient)
                      .filter(found -> patients.of(realm, found).isPresent())
                      .orElseThrow(() -> Problem.notFound("no such patient"));
              return answer(patient, user, report);
            });
  }

  private Response answer(String patient, UserModel user, UUID report) {
    UnusualMail mail = new UnusualMail(session, realm);
    ConsentProvider consent = session.getProvider(ConsentProvider.class);
    Mailing mailing =
        mail.isAvailable() && UnusualMail.reaches(user)
            ? consent.beginMail(realm.getId(), patient, user.getId(), report, ServerTime.now())
            : Mailing.of(Mailing.Verdict.UNWANTED);
    if (mailing.verdict() != Mailing.Verdict.SEND) {
      return Replies.json(view(mailing));
    }
    try {
      mail.send(user);
    } catch (NotSent failed) {
      LOG.warnf(
          "realm %s: a mail to a patient was not sent: %s", realm.getName(), failed.getMessage());
      throw new Problem(ProblemType.MAIL_NOT_SENT, "the mail server did not take it");
    }
    consent.mailSent(realm.getId(), patient, report);
    return Replies.json(view(Mailing.of(Mailing.Verdict.SENT)));
  }

  private static Map<String, Object> view(Mailing mailing) {
    return Map.of(
        "mail",
        mailing.verdict().name().toLowerCase(Locale.ROOT),
        "seconds",
        // rounded up: who comes back then does not come in vain
        mailing.after().plusMillis(999).toSeconds());
  }
}
