// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.administration.HostDocument;
import io.prunelle.keycloak.administration.HostingDocument;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Counts;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.departure.Retention;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.patient.Practices;
import io.prunelle.keycloak.server.ServerTime;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * {@code practices/{practice}}: the practice's hostings and hosts, for its consent officers, with
 * how many patients decided what.
 *
 * <p>The numbers are those of last midnight, UTC: whoever looks before and after a patient signs in
 * sees them stand still.
 */
final class PracticeOverview {
  private final KeycloakSession session;
  private final Rate rate;
  private final DailyTallies tallies;
  private final RealmModel realm;
  private final String practice;
  private final ConsentProvider consent;
  private final Practices practices;

  PracticeOverview(KeycloakSession session, Rate rate, DailyTallies tallies, String practice) {
    this.session = session;
    this.rate = rate;
    this.tallies = tallies;
    this.realm = session.getContext().getRealm();
    this.practice = practice;
    this.consent = session.getProvider(ConsentProvider.class);
    this.practices = new Practices(session, realm);
  }

  /** All of it. */
  Response all() {
    return new Replies(session)
        .reply(
            () -> {
              Officer officer = new Bearer(session).officer(practice);
              // all entries and all members are counted
              rate.take(realm.getId() + "/" + officer.user().getId() + "/overview");
              return Replies.json(document());
            });
  }

  private PracticeDocument document() {
    List<Hosting> hostings =
        consent.hostings(realm.getId()).stream()
            .filter(hosting -> hosting.id().practice().equals(practice))
            .toList();
    Instant asOf = ServerTime.now().truncatedTo(ChronoUnit.DAYS);
    LocalDate today = LocalDate.ofInstant(asOf, ZoneOffset.UTC);
    Long patients = practices.patients(practice, new Patients(session)).orElse(null);
    return new PracticeDocument(
        new PracticeDocument.PracticeView(
            practice,
            practices.name(practice).orElse(practice),
            practices.attribute(practice, "address").orElse(null),
            practices.attribute(practice, "email").orElse(null)),
        hosts(hostings)
            .flatMap(id -> consent.host(realm.getId(), id).stream())
            .map(host -> HostDocument.of(host, today))
            .toList(),
        hostings.stream().map(hosting -> arrangement(hosting, patients, asOf)).toList(),
        Retention.of(realm).map(kept -> kept.period().toString()).orElse(null));
  }

  private static Stream<String> hosts(List<Hosting> hostings) {
    return hostings.stream().map(Hosting::id).map(HostingId::host).distinct().sorted();
  }

  private PracticeDocument.Arrangement arrangement(
      Hosting hosting, @Nullable Long patients, Instant asOf) {
    List<Notice> notices = consent.notices(realm.getId(), hosting.id());
    return new PracticeDocument.Arrangement(
        HostingDocument.of(hosting),
        notices.isEmpty() ? null : PracticeDocument.NoticeView.of(notices.get(notices.size() - 1)),
        PracticeDocument.CountsView.of(
            Counts.of(
                hosting.legalBasis(),
                tallies.of(
                    realm.getId(),
                    hosting.id(),
                    asOf,
                    () -> consent.tallies(realm.getId(), hosting.id(), asOf)),
                patients),
            asOf));
  }
}
