// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.json.Members;
import io.prunelle.keycloak.server.ServerTime;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** One call of an administrator: what each of the administrators' resources needs. */
final class Administration {
  private static final int LONGEST = 256 * 1024;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AdminEventBuilder events;
  private final ConsentProvider consent;
  private final Rights rights;
  private final Incoming incoming;

  Administration(
      KeycloakSession session,
      RealmModel realm,
      AdminPermissionEvaluator permissions,
      AdminEventBuilder events) {
    this.session = session;
    this.realm = realm;
    this.events = events;
    this.consent = session.getProvider(ConsentProvider.class);
    this.rights = new Rights(session, permissions);
    this.incoming = new Incoming(session);
  }

  KeycloakSession session() {
    return session;
  }

  RealmModel realm() {
    return realm;
  }

  ConsentProvider consent() {
    return consent;
  }

  Rights rights() {
    return rights;
  }

  Members body(@Nullable InputStream body) {
    return incoming.body(body, LONGEST);
  }

  Preconditions preconditions() {
    return new Preconditions(
        incoming.header(HttpHeaders.IF_MATCH), incoming.header(HttpHeaders.IF_NONE_MATCH));
  }

  Response reply(Supplier<Response> work) {
    return new Replies(session).reply(work);
  }

  /** Shows a document, unless the caller has it already. */
  Response show(Object document) {
    EntityTag tag = EntityTag.of(document);
    return preconditions().has(tag)
        ? Replies.tagged(Response.notModified(), tag).build()
        : Replies.tagged(Replies.json(Response.Status.OK, document), tag).build();
  }

  /** Answers and reports that {@code document} was put. */
  Response put(boolean created, String type, Object document) {
    report(created ? OperationType.CREATE : OperationType.UPDATE, type, document);
    return Replies.tagged(
            Replies.json(created ? Response.Status.CREATED : Response.Status.OK, document),
            EntityTag.of(document))
        .build();
  }

  void report(OperationType operation, String type, Object document) {
    events
        .operation(operation)
        .resource(type)
        .resourcePath(session.getContext().getUri())
        .representation(Json.tree(document))
        .success();
  }

  /** Reports that a person's data was read; whose, is in the path. */
  void reportRead(String type, String... path) {
    events.operation(OperationType.ACTION).resource(type).resourcePath(path).success();
  }

  static Instant now() {
    return ServerTime.now();
  }
}
