// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.patient.Practices;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The patient's {@code me}. */
final class MyHostings {
  private final PatientCall call;

  MyHostings(PatientCall call) {
    this.call = call;
  }

  /** The hostings that concern the patient, with notice, host sheet and state. */
  Response all(@Nullable String lang, @Nullable String acceptLanguage) {
    return call.reply(
        caller -> {
          List<String> wanted = Wanted.languages(lang, acceptLanguage, call.realm());
          String realm = call.realm().getId();
          List<Question> questions = call.consent().questions(realm, caller.patient());
          Instant now = PatientCall.now();
          Practices practices = new Practices(call.session(), call.realm());
          return Replies.json(
              new MeView(
                  caller.patient().id(),
                  call.consent().known(realm, caller.patient()).ledger(),
                  questions.stream()
                      .map(
                          q ->
                              MeView.HostingView.of(
                                  q, alias -> practices.name(alias).orElse(alias), wanted, now))
                      .toList()));
        });
  }
}
