// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.ledger.TextDigest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.Nationalized;

/** A version of a notice in one language; written once. */
@Entity
@Immutable
@Table(name = "PRUNELLE_NOTICE_TEXT")
@IdClass(NoticeTextKey.class)
class NoticeTextEntity {
  @Id
  @Column(name = "REALM_ID")
  private String realm;

  @Id
  @Column(name = "HOSTING_ID")
  private String hosting;

  @Id
  @Column(name = "NOTICE_VERSION")
  private int version;

  @Id
  @Column(name = "LANGUAGE")
  private String language;

  @Nationalized
  @Column(name = "TITLE")
  private String title;

  @Nationalized
  @Column(name = "BODY")
  private String body;

  @Column(name = "PUBLISHED_AT")
  private long publishedAt;

  /** For Hibernate. */
  NoticeTextEntity() {}

  NoticeTextEntity(String realm, HostingId hosting, int version, NoticeText text, Instant at) {
    this.realm = realm;
    this.hosting = hosting.toString();
    this.version = version;
    this.language = text.language();
    this.title = text.title();
    this.body = text.body();
    this.publishedAt = at.toEpochMilli();
  }

  String hosting() {
    return hosting;
  }

  int version() {
    return version;
  }

  Instant publishedAt() {
    return Instant.ofEpochMilli(publishedAt);
  }

  String digest() {
    return TextDigest.of(hosting, version, language, title, body);
  }

  NoticeText read() {
    return new NoticeText(language, title, body);
  }
}
