// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.json.Members;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Entry;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The patient's {@code me/decisions}: what the patient has decided, and decides. */
final class MyDecisions {
  private static final int LONGEST = 32 * 1024;

  private final PatientCall call;

  MyDecisions(PatientCall call) {
    this.call = call;
  }

  /** The patient's decisions, newest first. */
  Response all(@Nullable String before, @Nullable String limit) {
    return call.reply(
        caller -> {
          Page page = Page.read(before, limit);
          List<Entry> entries =
              call.consent()
                  .history(
                      call.realm().getId(), caller.patient().id(), page.before(), page.limit());
          return page.answer(
              call.session().getContext().getUri(),
              entries,
              Map.of("decisions", entries.stream().map(Entry::members).toList()));
        });
  }

  /** One of the patient's decisions. */
  Response one(String position) {
    return call.reply(caller -> Replies.json(own(caller, position).members()));
  }

  /** The receipt of one of the patient's decisions, as asked for: JWS, JSON or a page. */
  Response receipt(String position, @Nullable String lang) {
    return call.reply(
        caller -> {
          HttpHeaders headers = call.incoming().headers();
          return new ReceiptReplies(call.session(), call.consent())
              .reply(
                  own(caller, position),
                  ReceiptForm.wanted(headers.getAcceptableMediaTypes()),
                  Wanted.languages(
                      lang, call.incoming().header(HttpHeaders.ACCEPT_LANGUAGE), call.realm()));
        });
  }

  /** Takes a decision. */
  Response decide(@Nullable String acceptLanguage, @Nullable InputStream body) {
    return call.reply(
        caller -> {
          call.count(caller);
          Members members = call.incoming().body(body, LONGEST);
          DecisionRequest request = DecisionRequest.read(members);
          members.end();
          Answer answer =
              request.answer(
                  new Answer.Given(
                      PatientCall.now(),
                      Channel.PAGE,
                      Author.patient(caller.user().getId()),
                      caller.authentication()),
                  Wanted.languages(null, acceptLanguage, call.realm()));
          Outcome outcome = call.consent().decide(call.realm().getId(), caller.patient(), answer);
          if (outcome instanceof Outcome.Refused refused) {
            Problem problem = Refusals.problem(refused.reason());
            call.events(caller)
                .refused(problem.type().name().toLowerCase(Locale.ROOT), request.decision());
            throw problem;
          }
          return created(caller, ((Outcome.Recorded) outcome).entry());
        });
  }

  /** One answer for what is not there and for what is somebody else's. */
  private Entry own(Caller caller, String position) {
    long at = Numbers.read("position", position, 0, 1, Long.MAX_VALUE - 1);
    return call.consent().history(call.realm().getId(), caller.patient().id(), at + 1, 1).stream()
        .filter(entry -> entry.position() == at)
        .findFirst()
        .orElseThrow(() -> Problem.notFound("no such decision"));
  }

  private Response created(Caller caller, Entry entry) {
    call.events(caller).decided(entry);
    return Replies.json(Response.Status.CREATED, entry.members())
        .location(
            call.session()
                .getContext()
                .getUri()
                .getAbsolutePathBuilder()
                .path(Long.toString(entry.position()))
                .build())
        .build();
  }
}
