// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Change;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.consent.Purpose;
import io.prunelle.keycloak.json.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.Period;
import java.util.Map;
import org.hibernate.annotations.Nationalized;
import org.jspecify.annotations.Nullable;

/** A hosting and the version of its current notice. */
@Entity
@Table(name = "PRUNELLE_HOSTING")
@IdClass(RealmKey.class)
class HostingEntity {
  @Id
  @Column(name = "REALM_ID")
  private String realm;

  @Id
  @Column(name = "ID")
  private String id;

  @Column(name = "PRACTICE")
  private String practice;

  @Column(name = "HOST_ID")
  private String host;

  @Nationalized
  @Column(name = "PURPOSES")
  private String purposes;

  @Column(name = "PURPOSES_SINCE")
  private @Nullable Long purposesSince;

  /** The ledger's last position then; null where the time alone was noted. */
  @Column(name = "PURPOSES_POSITION")
  private @Nullable Long purposesPosition;

  @Column(name = "LEGAL_BASIS")
  private String legalBasis;

  @Column(name = "VALIDITY")
  private @Nullable String validity;

  @Column(name = "RENEW_BEFORE")
  private @Nullable String renewBefore;

  @Column(name = "STATUS")
  private String status;

  @Column(name = "NOTICE_VERSION")
  private int notice;

  /** For Hibernate. */
  HostingEntity() {}

  HostingEntity(String realm, Hosting hosting) {
    this.realm = realm;
    this.id = hosting.id().toString();
    this.practice = hosting.id().practice();
    this.host = hosting.id().host();
    write(hosting);
  }

  /** Whether patients are asked for purposes that they do not know once this takes its place. */
  boolean gains(Hosting hosting) {
    return notice > 0 && !read().purposes().containsAll(hosting.purposes());
  }

  void replace(Hosting hosting) {
    write(hosting);
  }

  /** Notes that there are purposes since then that there were not. */
  void gained(Change change) {
    purposesSince = change.at().toEpochMilli();
    purposesPosition = change.position();
  }

  private void write(Hosting hosting) {
    purposes = Json.write(Map.of("purposes", hosting.purposes()));
    legalBasis = hosting.legalBasis().name();
    validity = text(hosting.validity());
    renewBefore = text(hosting.renewBefore());
    status = hosting.status().name();
  }

  @Nullable Change purposesSince() {
    return purposesSince == null
        ? null
        : new Change(Instant.ofEpochMilli(purposesSince), purposesPosition);
  }

  int nextNotice() {
    notice++;
    return notice;
  }

  Hosting read() {
    return new Hosting(
        new HostingId(practice, host),
        Purpose.kept(Json.stored(purposes).path("purposes")),
        LegalBasis.valueOf(legalBasis),
        period(validity),
        period(renewBefore),
        HostingStatus.valueOf(status),
        notice);
  }

  private static @Nullable String text(@Nullable Period period) {
    return period == null ? null : period.toString();
  }

  private static @Nullable Period period(@Nullable String text) {
    return text == null ? null : Period.parse(text);
  }
}
