// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** Which circumstances an entry of the ledger was written under. */
@Entity
@Immutable
@Table(name = "PRUNELLE_DECIDED_UNDER")
@IdClass(EntryKey.class)
class DecidedUnderEntity {
  @Id
  @Column(name = "REALM_ID")
  private String realm;

  @Id
  @Column(name = "LEDGER_POSITION")
  private long position;

  @Column(name = "CIRCUMSTANCES_ID")
  private String circumstances;

  /** For Hibernate. */
  DecidedUnderEntity() {}

  DecidedUnderEntity(String realm, long position, String circumstances) {
    this.realm = realm;
    this.position = position;
    this.circumstances = circumstances;
  }

  String circumstances() {
    return circumstances;
  }
}
