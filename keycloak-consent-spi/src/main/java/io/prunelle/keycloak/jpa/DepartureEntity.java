// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/**
 * A patient whose user was deleted, until the ledger holds no name of theirs any more; or a realm,
 * until nothing of it is left.
 */
@Entity
@Table(name = "PRUNELLE_DEPARTURE")
@IdClass(RealmKey.class)
class DepartureEntity {
  @Id
  @Column(name = "REALM_ID")
  private String realm;

  /** The FHIR Patient id. */
  @Id
  @Column(name = "ID")
  private String id;

  @Column(name = "LEFT_AT")
  private long leftAt;

  /** For Hibernate. */
  DepartureEntity() {}

  DepartureEntity(String realm, String patient, Instant at) {
    this.realm = realm;
    this.id = patient;
    this.leftAt = at.toEpochMilli();
  }

  String realm() {
    return realm;
  }

  Instant leftAt() {
    return Instant.ofEpochMilli(leftAt);
  }

  void again(Instant at) {
    leftAt = at.toEpochMilli();
  }
}
