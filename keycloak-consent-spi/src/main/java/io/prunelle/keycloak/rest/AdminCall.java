// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.administration.Administration;
import io.prunelle.keycloak.administration.EntityTag;
import io.prunelle.keycloak.json.Members;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/** One call of an administrator: what each of the administrators' resources needs. */
final class AdminCall {
  private static final int LONGEST = 256 * 1024;

  private final KeycloakSession session;
  private final Administration administration;
  private final Incoming incoming;

  AdminCall(KeycloakSession session, Administration administration) {
    this.session = session;
    this.administration = administration;
    this.incoming = new Incoming(session);
  }

  UriInfo uri() {
    return session.getContext().getUri();
  }

  /** Runs {@code work} on the administrator's realm. */
  Response reply(Function<Administration, Response> work) {
    return new Replies(session).reply(() -> work.apply(administration));
  }

  Members body(@Nullable InputStream body) {
    return incoming.body(body, LONGEST);
  }

  Preconditions preconditions() {
    return new Preconditions(
        incoming.header(HttpHeaders.IF_MATCH), incoming.header(HttpHeaders.IF_NONE_MATCH));
  }

  /** Shows a document, unless the caller has it already. */
  Response show(Object document) {
    return show(document, EntityTag.of(document));
  }

  /** As {@link #show(Object)}, under a tag of its own. */
  Response show(Object document, EntityTag tag) {
    return preconditions().has(tag)
        ? Replies.tagged(Response.notModified(), tag).build()
        : Replies.tagged(Replies.json(Response.Status.OK, document), tag).build();
  }

  /** Answers that {@code document} was put. */
  static Response put(boolean created, Object document) {
    return put(created, document, EntityTag.of(document));
  }

  /** As {@link #put(boolean, Object)}, under a tag of its own. */
  static Response put(boolean created, Object document, EntityTag tag) {
    return Replies.tagged(
            Replies.json(created ? Response.Status.CREATED : Response.Status.OK, document), tag)
        .build();
  }
}
