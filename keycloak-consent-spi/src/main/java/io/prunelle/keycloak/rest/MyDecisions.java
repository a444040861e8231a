// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.json.Members;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.patient.Subject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code me/decisions}: what a patient has decided, and decides; or a guardian for the patient.
 * {@code patient} throughout is the FHIR id of somebody whose guardian the caller is, null for the
 * caller.
 */
final class MyDecisions {
  private static final int LONGEST = 32 * 1024;

  private final PatientCall call;

  MyDecisions(PatientCall call) {
    this.call = call;
  }

  /** The patient's decisions, newest first. */
  Response all(@Nullable String patient, @Nullable String before, @Nullable String limit) {
    return call.reply(
        caller -> {
          Page page = Page.read(before, limit);
          List<Entry> entries =
              call.consent()
                  .history(
                      call.realm().getId(),
                      caller.about(patient).patient().id(),
                      page.before(),
                      page.limit());
          return page.answer(
              call.session().getContext().getUri(),
              entries,
              Map.of("decisions", entries.stream().map(Entry::members).toList()));
        });
  }

  /** One of the patient's decisions. */
  Response one(String position, @Nullable String patient) {
    return call.reply(caller -> Replies.json(entry(caller.about(patient), position).members()));
  }

  /** The receipt of one of the patient's decisions, as asked for: JWS, JSON or a page. */
  Response receipt(
      String position, @Nullable String patient, @Nullable String lang, @Nullable String back) {
    return call.reply(
        caller -> {
          HttpHeaders headers = call.incoming().headers();
          return new ReceiptReplies(call.session(), call.consent())
              .reply(
                  entry(caller.about(patient), position),
                  ReceiptForm.wanted(headers.getAcceptableMediaTypes()),
                  Wanted.languages(
                      lang, call.incoming().header(HttpHeaders.ACCEPT_LANGUAGE), call.realm()),
                  WayBack.read(back));
        });
  }

  /** Takes a decision. */
  Response decide(@Nullable String acceptLanguage, @Nullable InputStream body) {
    InputStream whole = Body.whole(body, LONGEST);
    return call.decidingInTurn(
        caller -> {
          call.count(caller);
          Members members = call.incoming().body(whole, LONGEST);
          String patient = members.optionalText("patient", 64).orElse(null);
          DecisionRequest request = DecisionRequest.read(members);
          members.end();
          Reported.Taken taken =
              call.reported(caller)
                  .take(
                      request.decision(),
                      () -> decide(caller, caller.about(patient), request, acceptLanguage));
          return taken(patient, taken);
        });
  }

  private Outcome decide(
      Caller caller, Subject subject, DecisionRequest request, @Nullable String acceptLanguage) {
    Answer.Given given =
        new Answer.Given(
            PatientCall.now(),
            Channel.PAGE,
            subject.by(),
            caller.authentication(),
            null,
            subject.latest());
    List<String> wanted = Wanted.languages(null, acceptLanguage, call.realm());
    return subject
        .bars(request.decision())
        .<Outcome>map(Outcome.Refused::new)
        .orElseGet(
            () ->
                call.consent()
                    .decide(
                        call.realm().getId(), subject.patient(), request.answer(given, wanted)));
  }

  /** One answer for what is not there and for what is somebody else's. */
  private Entry entry(Subject subject, String position) {
    long at = Numbers.read("position", position, 0, 1, Long.MAX_VALUE - 1);
    return call.consent().history(call.realm().getId(), subject.patient().id(), at + 1, 1).stream()
        .filter(entry -> entry.position() == at)
        .findFirst()
        .orElseThrow(() -> Problem.notFound("no such decision"));
  }

  private Response taken(@Nullable String patient, Reported.Taken taken) {
    UriBuilder location =
        call.session()
            .getContext()
            .getUri()
            .getAbsolutePathBuilder()
            .path(Long.toString(taken.entry().position()));
    if (patient != null) {
      location.queryParam("patient", patient);
    }
    return Replies.json(taken.status(), taken.entry().members()).location(location.build()).build();
  }
}
