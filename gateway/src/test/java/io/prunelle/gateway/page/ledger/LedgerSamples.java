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
