// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.event.Aftermath;
import io.prunelle.keycloak.server.ServerTime;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.function.Function;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/** One call of a patient's application: what each of the patients' resources needs. */
final class PatientCall {
  private final KeycloakSession session;
  private final RealmModel realm;
  private final Rate rate;

  PatientCall(KeycloakSession session, Rate rate) {
    this.session = session;
    this.realm = session.getContext().getRealm();
    this.rate = rate;
  }

  KeycloakSession session() {
    return session;
  }

  RealmModel realm() {
    return realm;
  }

  ConsentProvider consent() {
    return session.getProvider(ConsentProvider.class);
  }

  Incoming incoming() {
    return new Incoming(session);
  }

  /**
   * Answers a patient or a guardian whose application sees consent, and lets it read the answer in
   * a browser.
   */
  Response reply(Function<Caller, Response> work) {
    return reply(Bearer.SCOPE, work);
  }

  /** The same in an application in which they decide. */
  Response deciding(Function<Caller, Response> work) {
    return reply(Bearer.DECISIONS, work);
  }

  /**
   * The same for what commits on its own, beside a bounded number of others: from before anything
   * is looked up, for then a connection to the database is held. What is sent is there by then: who
   * sends slowly keeps nobody waiting.
   */
  Response decidingInTurn(Function<Caller, Response> work) {
    Origins origins = new Origins(session);
    return origins.read(
        new Replies(session)
            .reply(() -> consent().inTurn(() -> answer(origins, Bearer.DECISIONS, work))));
  }

  private Response reply(String scope, Function<Caller, Response> work) {
    Origins origins = new Origins(session);
    return origins.read(new Replies(session).reply(() -> answer(origins, scope, work)));
  }

  private Response answer(Origins origins, String scope, Function<Caller, Response> work) {
    Bearer bearer = new Bearer(session);
    AuthResult known = bearer.known();
    origins.check(known.client());
    return work.apply(bearer.caller(known, scope));
  }

  /**
   * Counts a change that a user asks for, whether or not it is taken.
   *
   * @throws Problem when the user asks too often
   */
  void count(Caller caller) {
    rate.take(realm.getId() + "/" + caller.user().getId());
  }

  Reported reported(Caller caller) {
    EventBuilder events =
        new EventBuilder(realm, session, session.getContext().getConnection())
            .client(caller.client())
            .user(caller.user())
            .session(caller.session());
    return new Reported(new Aftermath(session, events, caller.session().getId()));
  }

  static Instant now() {
    return ServerTime.now();
  }
}
