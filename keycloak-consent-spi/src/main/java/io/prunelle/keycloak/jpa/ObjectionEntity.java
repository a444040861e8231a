// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Objection;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Nationalized;
import org.jspecify.annotations.Nullable;

/** The words of an objection and of its answer; the ledger holds their digests. */
@Entity
@Table(name = "PRUNELLE_OBJECTION")
@IdClass(EntryKey.class)
class ObjectionEntity {
  @Id
  @Column(name = "REALM_ID")
  private String realm;

  @Id
  @Column(name = "LEDGER_POSITION")
  private long position;

  @Column(name = "PATIENT_ID")
  private String patient;

  @Column(name = "PRACTICE")
  private String practice;

  @Column(name = "HOST_ID")
  private String host;

  @Column(name = "RAISED_AT")
  private long raisedAt;

  @Nationalized
  @Column(name = "REASON")
  private String reason;

  @Column(name = "ANSWER_POSITION")
  private @Nullable Long answerPosition;

  @Column(name = "ANSWER_DECISION")
  private @Nullable String answerDecision;

  @Nationalized
  @Column(name = "ANSWER")
  private @Nullable String answer;

  @Column(name = "ANSWERED_AT")
  private @Nullable Long answeredAt;

  @Column(name = "TOLD_AT")
  private @Nullable Long toldAt;

  /** For Hibernate. */
  ObjectionEntity() {}

  ObjectionEntity(String realm, HostingId hosting, Entry entry, String reason) {
    this.realm = realm;
    this.position = entry.position();
    this.patient = entry.statement().patient();
    this.practice = hosting.practice();
    this.host = hosting.host();
    this.raisedAt = entry.statement().decidedAt().toEpochMilli();
    this.reason = reason;
  }

  void answer(Entry entry, String words) {
    answerPosition = entry.position();
    answerDecision = entry.statement().decision().name();
    answer = words;
    answeredAt = entry.statement().decidedAt().toEpochMilli();
  }

  void told(Instant at) {
    if (toldAt == null) {
      toldAt = at.toEpochMilli();
    }
  }

  HostingId hosting() {
    return new HostingId(practice, host);
  }

  /**
   * @param by as the objection's entry in the ledger has it
   */
  Objection read(Author.Role by) {
    return new Objection(
        position,
        patient,
        hosting(),
        by,
        Instant.ofEpochMilli(raisedAt),
        reason,
        reply(),
        toldAt == null ? null : Instant.ofEpochMilli(toldAt));
  }

  private Objection.@Nullable Reply reply() {
    if (answerPosition == null || answerDecision == null || answer == null || answeredAt == null) {
      return null;
    }
    return new Objection.Reply(
        answerPosition, Decision.valueOf(answerDecision), answer, Instant.ofEpochMilli(answeredAt));
  }
}
