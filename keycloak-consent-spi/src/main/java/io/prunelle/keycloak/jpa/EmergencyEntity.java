// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Emergency;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Nationalized;
import org.jspecify.annotations.Nullable;

/** An emergency as it was reported; only that it was read is added to it. */
@Entity
@Table(name = "PRUNELLE_EMERGENCY")
@IdClass(RealmKey.class)
class EmergencyEntity {
  @Id
  @Column(name = "REALM_ID")
  private String realm;

  @Id
  @Column(name = "ID")
  private String id;

  @Column(name = "PATIENT_ID")
  private String patient;

  @Column(name = "PRACTICE")
  private String practice;

  @Nationalized
  @Column(name = "PRACTITIONER")
  private String practitioner;

  @Nationalized
  @Column(name = "REASON")
  private String reason;

  @Column(name = "OPENED_AT")
  private long openedAt;

  @Column(name = "OPEN_UNTIL")
  private long until;

  @Column(name = "READ_AT")
  private @Nullable Long readAt;

  /** For Hibernate. */
  EmergencyEntity() {}

  EmergencyEntity(String realm, Emergency emergency) {
    this.realm = realm;
    this.id = emergency.id().toString();
    this.patient = emergency.patient();
    this.practice = emergency.practice();
    this.practitioner = emergency.practitioner();
    this.reason = emergency.reason();
    this.openedAt = emergency.openedAt().toEpochMilli();
    this.until = emergency.until().toEpochMilli();
    read(emergency.readAt());
  }

  /** The first time counts. */
  void read(@Nullable Instant at) {
    if (readAt == null && at != null) {
      readAt = at.toEpochMilli();
    }
  }

  Emergency read() {
    return new Emergency(
        UUID.fromString(id),
        patient,
        practice,
        practitioner,
        reason,
        Instant.ofEpochMilli(openedAt),
        Instant.ofEpochMilli(until),
        readAt == null ? null : Instant.ofEpochMilli(readAt));
  }
}
