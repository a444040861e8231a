// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether a patient wants mail, and which was the last one. */
@Entity
@Table(name = "PRUNELLE_MAIL")
@IdClass(RealmKey.class)
class MailEntity {
  @Id
  @Column(name = "REALM_ID")
  private String realm;

  @Id
  @Column(name = "PATIENT_ID")
  private String id;

  @Column(name = "USER_ID")
  private String user;

  @Column(name = "WANTED_SINCE")
  private @Nullable Long wantedSince;

  @Column(name = "LAST_ID")
  private @Nullable String last;

  @Column(name = "LAST_AT")
  private @Nullable Long lastAt;

  @Column(name = "LAST_SENT")
  private boolean sent;

  /** For Hibernate. */
  MailEntity() {}

  MailEntity(String realm, String patient, String user) {
    this.realm = realm;
    this.id = patient;
    this.user = user;
  }

  /** What was sent before stays: switching it off and on gives no further mail. */
  void want(String by, @Nullable Instant since) {
    this.user = by;
    this.wantedSince = since == null ? null : since.toEpochMilli();
  }

  /** Not if another user wanted it who had the patient's id before. */
  boolean isWantedBy(String other) {
    return wantedSince != null && user.equals(other);
  }

  boolean isLast(UUID mail) {
    return mail.toString().equals(last);
  }

  boolean isSent() {
    return sent;
  }

  @Nullable Instant lastAt() {
    return lastAt == null ? null : Instant.ofEpochMilli(lastAt);
  }

  void begin(UUID mail, Instant at) {
    this.last = mail.toString();
    this.lastAt = at.toEpochMilli();
    this.sent = false;
  }

  void sent() {
    this.sent = true;
  }
}
