// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.fhir.Capabilities;
import io.prunelle.keycloak.fhir.ConsentMapping;
import io.prunelle.keycloak.fhir.Searchset;
import io.prunelle.keycloak.fhir.Told;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.patient.Practices;
import io.prunelle.keycloak.server.Issuer;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/** {@code fhir/Consent}: the ledger as FHIR Consents, for patients and for the feed's reader. */
final class FhirConsents {
  private static final int STRETCH = 500;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final ConsentProvider consent;
  private final Practices practices;
  private final FhirReplies replies;
  private final Rate rate;
  // one host sheet for many decisions
  private final Map<String, Told.Kept> kept = new HashMap<>();

  FhirConsents(KeycloakSession session, Rate rate) {
    this.session = session;
    this.rate = rate;
    this.realm = session.getContext().getRealm();
    this.consent = session.getProvider(ConsentProvider.class);
    this.practices = new Practices(session, realm);
    this.replies = new FhirReplies(session);
  }

  /** A patient's Consents, newest first. */
  Response search(UriInfo uri) {
    return replies.reply(
        () -> {
          Optional<String> own = own();
          FhirSearch search = FhirSearch.read(uri.getQueryParameters());
          if (own.isPresent() && !own.get().equals(search.patient())) {
            throw Problem.notPermitted("patient: only one's own");
          }
          // the feed's reader is the gateway, which reads for everybody
          own.ifPresent(patient -> rate.take(realm.getId() + "/" + patient + "/fhir"));
          return FhirReplies.resource(answer(search));
        });
  }

  /** One Consent; what is somebody else's is as if it were not there. */
  Response one(String position) {
    return replies.reply(
        () -> {
          Optional<String> own = own();
          Entry entry =
              at(position, own.orElse(null)).orElseThrow(() -> Problem.notFound("no such Consent"));
          return FhirReplies.resource(
              mapping().consent(told(entry, inForce(entry.statement().patient()))));
        });
  }

  /** What is served here; everybody may know. */
  Response metadata() {
    return replies.reply(
        () ->
            FhirReplies.resource(
                    Response.Status.OK.getStatusCode(), new Capabilities(issuer()).statement())
                .header(HttpHeaders.CACHE_CONTROL, null)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build());
  }

  /** The caller's own patient id; empty for the feed's reader, who may read everybody's. */
  private Optional<String> own() {
    Bearer bearer = new Bearer(session);
    AuthResult known = bearer.known();
    if (known.user().getServiceAccountClientLink() != null) {
      bearer.feedReader();
      return Optional.empty();
    }
    return Optional.of(bearer.caller(known, Bearer.SCOPE).about(null).patient().id());
  }

  private Object answer(FhirSearch search) {
    Set<Long> inForce = inForce(search.patient());
    int count = search.page().limit();
    List<Entry> found = found(search, inForce);
    List<Entry> shown = found.subList(0, Math.min(count, found.size()));
    String next = found.size() > count ? address(search, shown.get(count - 1).position()) : null;
    return new Searchset(mapping())
        .of(
            shown.stream().map(entry -> told(entry, inForce)).toList(),
            address(search, search.page().before()),
            next);
  }

  /** The page and, if there is one, the first entry after it. */
  private List<Entry> found(FhirSearch search, Set<Long> inForce) {
    boolean active = search.status().contains("active");
    if (!search.status().contains("inactive")) {
      // few, and no history has to be read for them
      return inForce.stream()
          .filter(position -> active && position < search.page().before())
          .sorted(Comparator.reverseOrder())
          .limit(search.page().limit() + 1L)
          .flatMap(position -> at(Long.toString(position), search.patient()).stream())
          .toList();
    }
    Predicate<Entry> wanted = entry -> active || !inForce.contains(entry.position());
    List<Entry> found = new ArrayList<>();
    long before = search.page().before();
    while (found.size() <= search.page().limit()) {
      List<Entry> stretch = consent.history(realm.getId(), search.patient(), before, STRETCH);
      stretch.stream().filter(wanted).forEach(found::add);
      if (stretch.size() < STRETCH) {
        break;
      }
      before = stretch.get(STRETCH - 1).position();
    }
    return found;
  }

  private Optional<Entry> at(String id, @Nullable String patient) {
    if (!id.matches("[1-9][0-9]{0,17}")) {
      return Optional.empty();
    }
    long position = Long.parseLong(id);
    List<Entry> found =
        patient == null
            ? consent.changes(realm.getId(), position - 1, 1).decisions()
            : consent.history(realm.getId(), patient, position + 1, 1);
    // what was pseudonymised is no patient's any more
    return found.stream()
        .filter(entry -> entry.position() == position && !entry.pseudonymised())
        .findFirst();
  }

  /** The positions of the patient's decisions in force, with whichever practice. */
  private Set<Long> inForce(String patient) {
    Set<String> all =
        consent.hostings(realm.getId()).stream()
            .map(hosting -> hosting.id().practice())
            .collect(Collectors.toSet());
    Instant now = PatientCall.now();
    return consent.standings(realm.getId(), new Patient(patient, all)).stream()
        .flatMap(standing -> standing.inForce(now).stream())
        .map(Entry::position)
        .collect(Collectors.toSet());
  }

  private Told told(Entry entry, Set<Long> inForce) {
    String alias = entry.statement().hosting().split("@", 2)[0];
    return Told.told(
        entry,
        inForce.contains(entry.position()),
        practices.name(alias).orElse(alias),
        consent
            .circumstances(realm.getId(), entry.position())
            .map(content -> kept.computeIfAbsent(content, Told.Kept::read)));
  }

  private ConsentMapping mapping() {
    return new ConsentMapping(new Addresses(issuer()));
  }

  /** The search as it was understood, at a page. */
  private String address(FhirSearch search, long before) {
    UriBuilder address =
        UriBuilder.fromUri(issuer())
            .path("consent/fhir/Consent")
            .queryParam("patient", "Patient/" + search.patient())
            .queryParam("_count", search.page().limit());
    if (search.filtered()) {
      address.queryParam("status", String.join(",", search.status().stream().sorted().toList()));
    }
    if (before != Long.MAX_VALUE) {
      address.queryParam("before", before);
    }
    return address.build().toString();
  }

  private String issuer() {
    return Issuer.of(session);
  }
}
