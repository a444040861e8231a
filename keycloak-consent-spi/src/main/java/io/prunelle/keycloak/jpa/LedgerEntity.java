// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.ledger.Chain;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The end of a realm's chain; whoever appends holds this row's lock until the commit. */
@Entity
@Table(name = "PRUNELLE_LEDGER")
class LedgerEntity {
  @Id
  @Column(name = "REALM_ID")
  private String realm;

  @Column(name = "LAST_POSITION")
  private long position;

  @Column(name = "LAST_HASH")
  private String hash;

  /** For Hibernate. */
  LedgerEntity() {}

  Chain read() {
    return new Chain(position, hash);
  }

  void write(Chain end) {
    position = end.position();
    hash = end.hash();
  }
}
