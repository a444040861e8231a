// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Feed;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.event.DecisionEvents;
import io.prunelle.keycloak.json.Members;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.patient.Practices;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * {@code /realms/{realm}/consent}: patients' own decisions, and the feed for the gateway.
 *
 * <p>CORS is not opened: a browser reaches this through a server that keeps the tokens.
 */
public final class ConsentResource {
  private static final int LONGEST_DECISION = 32 * 1024;
  private static final int LONGEST_FEED = 1_000;
  private static final int DEFAULT_FEED = 500;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final ConsentProvider consent;
  private final Bearer bearer;
  private final Replies replies;
  private final Incoming incoming;

  ConsentResource(KeycloakSession session) {
    this.session = session;
    this.realm = session.getContext().getRealm();
    this.consent = session.getProvider(ConsentProvider.class);
    this.bearer = new Bearer(session);
    this.replies = new Replies(session);
    this.incoming = new Incoming(session);
  }

  /** The hostings that concern the patient, with notice, host sheet and state. */
  @GET
  @Path("me")
  public Response me(
      @QueryParam("lang") @Nullable String lang,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
    return replies.reply(
        () -> {
          Caller caller = bearer.patient();
          List<String> wanted = Wanted.languages(lang, acceptLanguage, realm);
          List<Question> questions = consent.questions(realm.getId(), caller.patient());
          Instant now = now();
          Practices practices = new Practices(session, realm);
          return Replies.json(
              new MeView(
                  caller.patient().id(),
                  consent.known(realm.getId(), caller.patient()).ledger(),
                  questions.stream()
                      .map(
                          q ->
                              MeView.HostingView.of(
                                  q, alias -> practices.name(alias).orElse(alias), wanted, now))
                      .toList()));
        });
  }

  /** The patient's decisions, newest first. */
  @GET
  @Path("me/decisions")
  public Response decisions() {
    return replies.reply(
        () -> {
          Caller caller = bearer.patient();
          List<Entry> history = consent.history(realm.getId(), caller.patient().id());
          return Replies.json(Map.of("decisions", history.stream().map(Entry::members).toList()));
        });
  }

  /** One of the patient's decisions. */
  @GET
  @Path("me/decisions/{position}")
  public Response decision(@PathParam("position") String position) {
    return replies.reply(
        () -> {
          Caller caller = bearer.patient();
          return Replies.json(own(caller, position).members());
        });
  }

  /** The receipt of one of the patient's decisions, as asked for: JWS, JSON or a page. */
  @GET
  @Path("me/decisions/{position}/receipt")
  public Response receipt(
      @PathParam("position") String position,
      @QueryParam("lang") @Nullable String lang,
      @Context HttpHeaders headers) {
    return replies.reply(
        () ->
            new ReceiptReplies(session, consent)
                .reply(
                    own(bearer.patient(), position),
                    ReceiptForm.wanted(headers.getAcceptableMediaTypes()),
                    Wanted.languages(
                        lang, headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE), realm)));
  }

  /** Takes a decision. */
  @POST
  @Path("me/decisions")
  public Response decide(
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage,
      @Nullable InputStream body) {
    return replies.reply(
        () -> {
          Caller caller = bearer.patient();
          Members members = incoming.body(body, LONGEST_DECISION);
          DecisionRequest request = DecisionRequest.read(members);
          members.end();
          Answer answer =
              request.answer(
                  new Answer.Given(
                      now(),
                      Channel.PAGE,
                      Author.patient(caller.user().getId()),
                      caller.authentication()),
                  Wanted.languages(null, acceptLanguage, realm));
          Outcome outcome = consent.decide(realm.getId(), caller.patient(), answer);
          if (outcome instanceof Outcome.Refused refused) {
            throw Refusals.problem(refused.reason());
          }
          return created(caller, ((Outcome.Recorded) outcome).entry());
        });
  }

  /** What a practice's consent officer does. */
  @Path("practices/{practice}")
  public PracticeResource practice(@PathParam("practice") String practice) {
    return new PracticeResource(session, practice);
  }

  /** The ledger after a position, for whoever enforces it. */
  @GET
  @Path("changes")
  public Response changes(
      @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
    return replies.reply(
        () -> {
          bearer.feedReader();
          Feed feed =
              consent.changes(
                  realm.getId(),
                  Numbers.read("after", after, 0, 0, Long.MAX_VALUE),
                  (int) Numbers.read("limit", limit, DEFAULT_FEED, 1, LONGEST_FEED));
          return Replies.json(
              Map.of(
                  "ledger",
                  feed.ledger(),
                  "ended",
                  consent.hostings(realm.getId()).stream()
                      .filter(hosting -> hosting.status() == HostingStatus.ENDED)
                      .map(hosting -> hosting.id().toString())
                      .toList(),
                  "entries",
                  feed.entries().stream().map(Entry::members).toList()));
        });
  }

  /** One answer for what is not there and for what is somebody else's. */
  private Entry own(Caller caller, String position) {
    return consent.history(realm.getId(), caller.patient().id()).stream()
        .filter(entry -> Long.toString(entry.position()).equals(position))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("no such decision"));
  }

  private Response created(Caller caller, Entry entry) {
    new DecisionEvents(
            new EventBuilder(realm, session, session.getContext().getConnection())
                .client(caller.client())
                .user(caller.user())
                .session(caller.session()))
        .decided(entry);
    return Replies.json(Response.Status.CREATED, entry.members())
        .location(
            session
                .getContext()
                .getUri()
                .getAbsolutePathBuilder()
                .path(Long.toString(entry.position()))
                .build())
        .build();
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
