// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.Session;
import io.prunelle.gateway.page.view.Language;
import io.prunelle.gateway.page.view.Reader;
import io.prunelle.gateway.token.Caller;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A request by somebody who is signed in.
 *
 * @param accessToken valid for a moment at least
 */
record Visit(
    RoutingContext context, Session session, Caller caller, String accessToken, Language language) {

  /**
   * FHIR id of the caller's own Patient, from the token alone: all that patients are shown is about
   * it.
   */
  String patient() {
    return Objects.requireNonNull(caller.patientId());
  }

  /** The ids that the form names; empty when it names none, or nonsense. */
  List<UUID> named(String field) {
    try {
      return context.request().formAttributes().getAll(field).stream()
          .map(UUID::fromString)
          .toList();
    } catch (IllegalArgumentException nonsense) {
      return List.of();
    }
  }

  Reader reader() {
    return reader(session);
  }

  static Reader reader(Session session) {
    return new Reader(session.subject(), session.name(), session.csrf());
  }
}
