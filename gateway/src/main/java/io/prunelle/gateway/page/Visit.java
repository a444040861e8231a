// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.page.ledger.Bearer;
import io.prunelle.gateway.page.login.FormAuthors;
import io.prunelle.gateway.page.login.Session;
import io.prunelle.gateway.page.view.Acting;
import io.prunelle.gateway.page.view.Language;
import io.prunelle.gateway.page.view.Reader;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request by somebody who is signed in.
 *
 * @param accessToken valid for a moment at least
 * @param ward FHIR id of the patient for whom they chose to act; null for themselves. Whether they
 *     may is for {@link Patients} to judge
 * @param acting whom else they may act for; null for who is nobody's guardian
 * @param authors says in forms for whom they were made
 */
record Visit(
    RoutingContext context,
    Session session,
    Caller caller,
    String accessToken,
    Language language,
    @Nullable String ward,
    @Nullable Acting acting,
    FormAuthors authors) {

  /**
   * FHIR id of the patient whom it is about, the caller's own by the token or that of a ward: all
   * that is shown is about this patient.
   */
  String patient() {
    return ward == null ? Objects.requireNonNull(caller.patientId()) : ward;
  }

  /** As the journal names the capacity they act in. */
  String role() {
    return ward == null ? "patient" : "guardian";
  }

  /**
   * Who answers for a practice, as the journal has them.
   *
   * @param role null for one who has none there
   */
  Entry.Agent agent(@Nullable String role) {
    SocketAddress from = context.request().remoteAddress();
    return new Entry.Agent(
        caller.subject(),
        caller.name(),
        role,
        caller.practices().isEmpty() ? null : String.join(" ", new TreeSet<>(caller.practices())),
        caller.client(),
        caller.tokenId(),
        from == null ? null : from.hostAddress());
  }

  /** Aliases of the patient's practices, as far as the token tells. */
  Set<String> practices() {
    Caller.Ward known = ward == null ? null : caller.wards().get(ward);
    return known == null ? caller.practices() : known.practices();
  }

  /** For the realm. */
  Bearer bearer() {
    return new Bearer(accessToken, ward);
  }

  Visit as(@Nullable String patient, @Nullable Acting known) {
    return new Visit(context, session, caller, accessToken, language, patient, known, authors);
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
    String patient = ward == null ? caller.patientId() : ward;
    return new Reader(
        session.subject(),
        session.name(),
        session.csrf(ward),
        authors.close(new FormAuthors.Author(session.subject(), patient)),
        !HttpMethod.GET.equals(context.request().method()),
        acting);
  }

  static Reader reader(Session session, @Nullable String ward) {
    return new Reader(session.subject(), session.name(), session.csrf(ward));
  }
}
