// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.server.ServerTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** A realm in the hands of one administrator. */
public final class Administration {
  private final KeycloakSession session;
  private final RealmModel realm;
  private final AdminEventBuilder events;
  private final ConsentProvider consent;
  private final Rights rights;

  /**
   * Puts a realm into somebody's hands.
   *
   * @param session its context is this realm
   * @param permissions what that administrator may do there
   * @param events reports what that administrator does there
   */
  public Administration(
      KeycloakSession session,
      RealmModel realm,
      AdminPermissionEvaluator permissions,
      AdminEventBuilder events) {
    this.session = session;
    this.realm = realm;
    this.events = events;
    this.consent = session.getProvider(ConsentProvider.class);
    this.rights = new Rights(session, permissions);
  }

  /** What the administrator may do. */
  public Rights rights() {
    return rights;
  }

  /** The hosts of the realm. */
  public Hosts hosts() {
    return new Hosts(this);
  }

  /** The hostings of the realm. */
  public Hostings hostings() {
    return new Hostings(this);
  }

  /** The notices of a hosting, which need not exist. */
  public Notices notices(HostingId hosting) {
    return new Notices(this, hosting);
  }

  /** The ledger of the realm. */
  public Ledger ledger() {
    return new Ledger(this);
  }

  /** The preparation of the realm. */
  public Setup setup() {
    return new Setup(this);
  }

  KeycloakSession session() {
    return session;
  }

  RealmModel realm() {
    return realm;
  }

  String realmId() {
    return realm.getId();
  }

  ConsentProvider consent() {
    return consent;
  }

  void reportPut(boolean created, String type, Object document, String... path) {
    report(created ? OperationType.CREATE : OperationType.UPDATE, type, document, path);
  }

  /**
   * @param path of the resource in REST, wherever it was changed from
   */
  void report(OperationType operation, String type, Object document, String... path) {
    events
        .operation(operation)
        .resource(type)
        .resourcePath(path)
        .representation(Json.tree(document))
        .success();
  }

  /** Reports that a person's data was read; whose, is in the path. */
  void reportRead(String type, String... path) {
    events.operation(OperationType.ACTION).resource(type).resourcePath(path).success();
  }

  static Instant now() {
    return ServerTime.now();
  }

  /** The day for which certificates are judged. */
  public static LocalDate today() {
    return LocalDate.ofInstant(now(), ZoneOffset.UTC);
  }
}
