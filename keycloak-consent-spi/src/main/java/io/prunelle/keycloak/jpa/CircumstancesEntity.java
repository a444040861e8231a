// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.Nationalized;

/** Purposes and host sheet as they once were; written once, shared by all decisions under them. */
@Entity
@Immutable
@Table(name = "PRUNELLE_CIRCUMSTANCES")
@IdClass(RealmKey.class)
class CircumstancesEntity {
  @Id
  @Column(name = "REALM_ID")
  private String realm;

  // SHA-256 of the content
  @Id
  @Column(name = "ID")
  private String id;

  @Nationalized
  @Column(name = "CONTENT")
  private String content;

  /** For Hibernate. */
  CircumstancesEntity() {}

  CircumstancesEntity(String realm, String id, String content) {
    this.realm = realm;
    this.id = id;
    this.content = content;
  }

  String content() {
    return content;
  }
}
