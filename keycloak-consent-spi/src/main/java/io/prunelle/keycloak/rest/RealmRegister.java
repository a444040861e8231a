// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.fhir.PracticeRegister;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.server.ServerTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** A practice's part of the realm, for as long as one import takes. */
final class RealmRegister implements PracticeRegister {
  private final KeycloakSession session;
  private final RealmModel realm;
  private final String practice;
  private final ConsentProvider consent;
  private final Patients patients;
  // most Consents of a Bundle are about the same notice
  private final Map<HostingId, Optional<Hosting>> hostings = new HashMap<>();
  private final Map<HostingId, List<Notice>> notices = new HashMap<>();

  RealmRegister(KeycloakSession session, String practice) {
    this.session = session;
    this.realm = session.getContext().getRealm();
    this.practice = practice;
    this.consent = session.getProvider(ConsentProvider.class);
    this.patients = new Patients(session);
  }

  @Override
  public String practice() {
    return practice;
  }

  @Override
  public Optional<Patient> patient(String id) {
    return patients.find(realm, id).filter(this::own);
  }

  @Override
  public Optional<Patient> patientOf(String user) {
    return Optional.ofNullable(session.users().getUserById(realm, user))
        .flatMap(found -> patients.of(realm, found))
        .filter(this::own)
        // two users with one id are nobody's patient
        .filter(found -> patient(found.id()).isPresent());
  }

  @Override
  public Optional<Instant> majority(Patient patient, Instant then) {
    return patients.majority(realm, patient.id(), then);
  }

  @Override
  public Optional<Guardian> guardian(String user, Patient patient) {
    return Optional.ofNullable(session.users().getUserById(realm, user)).stream()
        .flatMap(found -> patients.subjects(realm, found, ServerTime.now()).stream())
        .filter(subject -> subject.by().role() == Author.Role.GUARDIAN)
        .filter(subject -> subject.patient().id().equals(patient.id()))
        .map(subject -> new Guardian(subject.latest()))
        .findFirst();
  }

  @Override
  public Optional<Hosting> hosting(HostingId id) {
    return hostings.computeIfAbsent(
        id, wanted -> consent.hosting(realm.getId(), wanted).filter(this::own));
  }

  @Override
  public Optional<Notice> notice(HostingId hosting, int version) {
    return notices
        .computeIfAbsent(hosting, wanted -> consent.notices(realm.getId(), wanted))
        .stream()
        .filter(notice -> notice.version() == version)
        .findFirst();
  }

  private boolean own(Patient patient) {
    return patient.practices().contains(practice);
  }

  private boolean own(Hosting hosting) {
    return hosting.id().practice().equals(practice);
  }
}
