// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Change;
import io.prunelle.keycloak.host.Certificate;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.json.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.Objects;
import org.hibernate.annotations.Nationalized;
import org.jspecify.annotations.Nullable;

/** A host; its sheet is kept as JSON, since nothing is ever asked of it in SQL. */
@Entity
@Table(name = "PRUNELLE_HOST")
@IdClass(RealmKey.class)
class HostEntity {
  @Id
  @Column(name = "REALM_ID")
  private String realm;

  @Id
  @Column(name = "ID")
  private String id;

  @Nationalized
  @Column(name = "NAME")
  private String name;

  @Column(name = "KIND")
  private String kind;

  @Nationalized
  @Column(name = "SHEET")
  private String sheet;

  @Column(name = "CERTIFIED_SINCE")
  private @Nullable Long certifiedSince;

  /** The ledger's last position then; null where the time alone was noted. */
  @Column(name = "CERTIFIED_POSITION")
  private @Nullable Long certifiedPosition;

  /** For Hibernate. */
  HostEntity() {}

  HostEntity(String realm, Host host) {
    this.realm = realm;
    this.id = host.id();
    write(host);
  }

  /** Whether another certificate takes the place of the last once this takes its place. */
  boolean recertifies(Host host) {
    return !Objects.equals(certificate(read()), certificate(host));
  }

  void replace(Host host) {
    write(host);
  }

  /** Notes that the certificate is another since then. */
  void certified(Change change) {
    certifiedSince = change.at().toEpochMilli();
    certifiedPosition = change.position();
  }

  private static @Nullable String certificate(Host host) {
    Certificate certificate = host.sheet().certificate();
    return certificate == null
        ? null
        : certificate.scheme() + " " + certificate.certifyingBody() + " " + certificate.number();
  }

  private void write(Host host) {
    name = host.name();
    kind = host.kind().code();
    sheet = Json.write(host.sheet());
  }

  Host read() {
    return Host.stored(id, name, kind, sheet);
  }
}
