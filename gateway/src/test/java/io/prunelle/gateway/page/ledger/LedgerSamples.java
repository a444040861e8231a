// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Hostings and decisions as Keycloak's consent REST answers them. */
public final class LedgerSamples {

  private LedgerSamples() {}

  /** A hosting in the given state; undecided ones ask. */
  public static Hosting hosting(Hosting.State state) {
    return hosting(state, state == Hosting.State.UNDECIDED);
  }

  public static Hosting hosting(Hosting.State state, boolean asks) {
    JsonObject json = json().put("state", state.name()).put("ask", asks);
    if (state != Hosting.State.UNDECIDED) {
      json.put("decision", decision(state == Hosting.State.EXPIRED ? "PERMIT" : state.name()));
    }
    return Hosting.from(json);
  }

  /** The same with some of its JSON changed. */
  public static Hosting hosting(JsonObject json) {
    return Hosting.from(json);
  }

  public static Decision permit() {
    return Decision.from(decision("PERMIT"));
  }

  public static Decision decided(String kind) {
    return Decision.from(decision(kind));
  }

  /** The same with some of its JSON changed. */
  public static Decision decided(JsonObject json) {
    return Decision.from(json);
  }

  public static Decision deny() {
    return Decision.from(
        decision("DENY")
            .put("position", 7)
            .put("decidedAt", "2025-12-01T08:05:00Z")
            .put("channel", "LOGIN"));
  }

  /** An account with something of each kind, words of which try to be more than words. */
  public static JsonObject account() {
    return new JsonObject(
        """
        { "person": { "user": "5b1c", "username": "anne", "firstName": "Anne", "lastName": "Martin",
            "email": "anne@example.org", "emailVerified": true, "createdAt": "2026-03-01T09:00:00Z",
            "directory": null, "patient": "p1", "guardianOf": ["p7"] },
          "attributes": { "told": { "locale": ["fr"], "<b>": ["x", "</li><script>alert(1)</script>"] },
            "withheld": 2 },
          "membership": { "practices": [ { "alias": "lilas", "name": "Cabinet des Lilas" } ],
            "groups": ["/Patients"],
            "roles": [ { "name": "patient", "client": null, "description": "Reads the own record" },
              { "name": "manage-account", "client": "account", "description": null } ] },
          "signIn": {
            "credentials": [
              { "kind": "password", "label": null, "createdAt": "2026-03-02T09:00:00Z",
                "atDirectory": false },
              { "kind": "otp", "label": "My phone", "createdAt": null, "atDirectory": false },
              { "kind": "x509", "label": null, "createdAt": null, "atDirectory": false } ],
            "identityProviders": [
              { "alias": "elsewhere", "name": "Elsewhere", "username": "a.martin", "user": "17" } ],
            "requiredActions": ["VERIFY_EMAIL"] },
          "consents": [ { "client": { "id": "app", "name": "Carnet" }, "scopes": ["email"],
            "givenAt": "2026-04-01T09:00:00Z", "changedAt": null } ],
          "sessions": [
            { "startedAt": "2026-11-23T09:00:00Z", "lastAccessAt": "2026-11-23T10:00:00Z",
              "address": "192.0.2.7", "clients": [ { "id": "prunelle-page", "name": null } ],
              "offline": false, "current": true, "impersonated": false },
            { "startedAt": "2026-11-20T09:00:00Z", "lastAccessAt": "2026-11-20T09:00:00Z",
              "address": null, "clients": [], "offline": true, "current": false,
              "impersonated": true } ],
          "unusualAccessMail": "OFF", "cut": [] }
        """);
  }

  /** As it is read. */
  public static Account known(JsonObject account) {
    return Account.from(account);
  }

  public static JsonObject decision(String decision) {
    return new JsonObject()
        .put("position", 1042)
        .put("patient", "p1")
        .put("hosting", "cabinet-des-lilas@nuage-sante")
        .put("notice", 3)
        .put("decision", decision)
        .put("decidedAt", "2026-10-24T09:12:00.123Z")
        .put("until", 1855612800L)
        .put("channel", "PAGE")
        .put("by", new JsonObject().put("role", "PATIENT").put("subject", "5b1c"));
  }

  public static JsonObject json() {
    try (InputStream file = LedgerSamples.class.getResourceAsStream("/page/hosting.json")) {
      return new JsonObject(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
