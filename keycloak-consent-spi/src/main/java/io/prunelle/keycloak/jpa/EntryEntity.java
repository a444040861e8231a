// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.ledger.Authentication;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Link;
import io.prunelle.keycloak.ledger.Paper;
import io.prunelle.keycloak.ledger.Persons;
import io.prunelle.keycloak.ledger.Pseudonymisation;
import io.prunelle.keycloak.ledger.Reason;
import io.prunelle.keycloak.ledger.Statement;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.stream.Stream;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.Nationalized;
import org.jspecify.annotations.Nullable;

/**
 * A link of the ledger; written once. No foreign key leads to Keycloak's users: deleting a user
 * must not take the proof of the patient's decisions along.
 */
@Entity
@Immutable
@Table(name = "PRUNELLE_ENTRY")
@IdClass(EntryKey.class)
class EntryEntity {
  // no FHIR id, hosting or decision is written so
  private static final String NONE = "~";

  @Id
  @Column(name = "REALM_ID")
  private String realm;

  @Id
  @Column(name = "LEDGER_POSITION")
  private long position;

  @Column(name = "PATIENT_ID")
  private String patient;

  @Column(name = "HOSTING_ID")
  private String hosting;

  @Column(name = "NOTICE_VERSION")
  private int notice;

  @Column(name = "DECISION")
  private String decision;

  @Column(name = "DECIDED_AT")
  private long decidedAt;

  @Column(name = "VALID_UNTIL")
  private @Nullable Long until;

  @Column(name = "CHANNEL")
  private String channel;

  @Column(name = "BY_ROLE")
  private String byRole;

  @Column(name = "BY_SUBJECT")
  private @Nullable String bySubject;

  @Column(name = "TEXT_DIGEST")
  private String textDigest;

  @Column(name = "LANGUAGE")
  private String language;

  @Column(name = "AUTH_ACR")
  private @Nullable String acr;

  @Column(name = "AUTH_TIME")
  private @Nullable Long authTime;

  @Nationalized
  @Column(name = "AUTH_CLIENT")
  private @Nullable String client;

  @Column(name = "REASON_DIGEST")
  private @Nullable String reasonDigest;

  @Column(name = "ANSWERS")
  private @Nullable Long answers;

  @Column(name = "PAPER_DIGEST")
  private @Nullable String paperDigest;

  @Column(name = "PAPER_DATE")
  private @Nullable String paperDate;

  @Column(name = "PERSONS")
  private @Nullable String persons;

  @Column(name = "SALT")
  private @Nullable String salt;

  @Column(name = "REPLACES_POSITION")
  private @Nullable Long replaces;

  /** What is no decision names positions here, and has {@link #NONE} in a decision's columns. */
  @Column(name = "PSEUDONYMISED")
  private @Nullable String pseudonymised;

  @Column(name = "PREVIOUS_HASH")
  private String previousHash;

  @Column(name = "ENTRY_HASH")
  private String hash;

  /** For Hibernate. */
  EntryEntity() {}

  EntryEntity(String realm, Entry entry) {
    Statement statement = entry.statement();
    this.realm = realm;
    this.position = entry.position();
    this.patient = statement.patient();
    this.hosting = statement.hosting();
    this.notice = statement.notice();
    this.decision = statement.decision().name();
    this.decidedAt = statement.decidedAt().toEpochMilli();
    this.until = statement.until();
    this.channel = statement.channel().name();
    this.byRole = statement.by().role().name();
    this.bySubject = statement.by().subject();
    this.textDigest = statement.textDigest();
    this.language = statement.language();
    this.acr = statement.authentication().acr();
    this.authTime = statement.authentication().authTime();
    this.client = statement.authentication().client();
    if (statement.reason() != null) {
      this.reasonDigest = statement.reason().digest();
      this.answers = statement.reason().answers();
    }
    if (statement.paper() != null) {
      this.paperDigest = statement.paper().digest();
      this.paperDate = statement.paper().date().toString();
    }
    if (entry.persons() != null) {
      this.persons = entry.persons().commitment();
      this.salt = entry.persons().salt();
    }
    this.replaces = statement.replaces();
    this.previousHash = entry.previousHash();
    this.hash = entry.hash();
  }

  EntryEntity(String realm, Pseudonymisation link) {
    this.realm = realm;
    this.position = link.position();
    this.patient = NONE;
    this.hosting = NONE;
    this.decision = NONE;
    this.decidedAt = link.at().toEpochMilli();
    this.channel = NONE;
    this.byRole = NONE;
    this.textDigest = NONE;
    this.language = NONE;
    this.pseudonymised = Positions.write(link.positions());
    this.previousHash = link.previousHash();
    this.hash = link.hash();
  }

  Link read() {
    if (pseudonymised == null) {
      return decision();
    }
    // no hash is over these columns, so that something put there would go unnoticed
    if (!saysNothingElse()) {
      throw new IllegalStateException("entry " + position + " is two things at once");
    }
    return new Pseudonymisation(
        position,
        Positions.read(pseudonymised),
        Instant.ofEpochMilli(decidedAt),
        previousHash,
        hash);
  }

  private boolean saysNothingElse() {
    return Stream.of(patient, hosting, decision, channel, byRole, textDigest, language)
            .allMatch(NONE::equals)
        && notice == 0
        && Stream.of(
                until,
                bySubject,
                acr,
                authTime,
                client,
                reasonDigest,
                answers,
                paperDigest,
                paperDate,
                persons,
                salt,
                replaces)
            .allMatch(Objects::isNull);
  }

  /**
   * The decision that this is.
   *
   * @throws IllegalStateException when it is none, though it stands where decisions are looked for
   */
  Entry decision() {
    if (pseudonymised != null) {
      throw new IllegalStateException("entry " + position + " is no decision");
    }
    return new Entry(
        position,
        new Statement(
            patient,
            hosting,
            notice,
            Decision.valueOf(decision),
            Instant.ofEpochMilli(decidedAt),
            until,
            Channel.valueOf(channel),
            new Author(Author.Role.valueOf(byRole), bySubject),
            textDigest,
            language,
            new Authentication(acr, authTime, client),
            reasonDigest == null ? null : new Reason(reasonDigest, answers),
            paperDigest == null || paperDate == null
                ? null
                : new Paper(paperDigest, LocalDate.parse(paperDate)),
            replaces),
        persons == null ? null : new Persons(persons, salt),
        previousHash,
        hash);
  }
}
