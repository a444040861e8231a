// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.patient.Objectors;
import io.prunelle.keycloak.patient.Practices;
import io.prunelle.keycloak.patient.Subject;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The patient's {@code me}. */
final class MyHostings {
  private final PatientCall call;

  MyHostings(PatientCall call) {
    this.call = call;
  }

  /**
   * The hostings that concern the patient, with notice, host sheet and state; of a guardian who is
   * no patient, none.
   *
   * @param id of a patient whose guardian the caller is; null for the caller
   */
  Response all(@Nullable String id, @Nullable String lang, @Nullable String acceptLanguage) {
    return call.reply(
        caller -> {
          List<String> wanted = Wanted.languages(lang, acceptLanguage, call.realm());
          String realm = call.realm().getId();
          Subject subject =
              (id == null ? caller.self() : Optional.of(caller.about(id))).orElse(null);
          if (subject == null) {
            return Replies.json(MeView.ofNoPatient(caller.wards()));
          }
          Patient patient = subject.patient();
          Instant now = PatientCall.now();
          Objectors objectors = new Objectors(call.consent(), realm);
          Practices practices = new Practices(call.session(), call.realm());
          MeView.Shown shown =
              new MeView.Shown(
                  alias ->
                      new MeView.PracticeView(
                          alias,
                          practices.name(alias).orElse(alias),
                          practices.attribute(alias, "address").orElse(null)),
                  wanted,
                  now);
          Stream<MeView.HostingView> present =
              call.consent().questions(realm, patient).stream()
                  .map(question -> question.with(objectors.told(subject, question.standing())))
                  .map(question -> MeView.HostingView.of(question, subject, false, shown));
          Stream<MeView.HostingView> former =
              call.consent().formerly(realm, patient, now).stream()
                  .map(question -> MeView.HostingView.of(question, subject, true, shown));
          return Replies.json(
              new MeView(
                  patient.id(),
                  MeView.wards(caller.wards()),
                  call.consent().known(realm, patient).ledger(),
                  Stream.concat(present, former).toList()));
        });
  }
}
