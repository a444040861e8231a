// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the consent ledger, as far as the projection needs it.
 *
 * @param decided null for an entry that decides nothing, but tells from which others the person was
 *     taken out: what holds does not change by that
 */
record LedgerEntry(
    long position,
    @Nullable Decided decided,
    @Nullable String previousHash,
    @Nullable String hash) {

  /**
   * What an entry decides.
   *
   * @param patient a pseudonym, {@code ~…}, once the person was taken out
   * @param replaces the position of the patient's decision on the hosting before
   */
  record Decided(
      String patient,
      String hosting,
      @Nullable Integer notice,
      String decision,
      OffsetDateTime decidedAt,
      @Nullable OffsetDateTime until,
      @Nullable Long replaces) {

    private static Decided of(JsonObject json) {
      Long until = json.getLong("until");
      return new Decided(
          required(json.getString("patient"), "patient"),
          required(json.getString("hosting"), "hosting"),
          json.getInteger("notice"),
          required(json.getString("decision"), "decision"),
          Instant.parse(required(json.getString("decidedAt"), "decidedAt"))
              .atOffset(ZoneOffset.UTC),
          until == null ? null : Instant.ofEpochSecond(until).atOffset(ZoneOffset.UTC),
          json.getLong("replaces"));
    }

    /** Whether the person was taken out: it permits nobody anything. */
    boolean isNobodys() {
      return patient.startsWith("~");
    }
  }

  /** Throws when a required field is missing or of another type: such a feed is not followed. */
  static LedgerEntry of(JsonObject json) {
    boolean decides =
        json.getJsonArray("pseudonymised") == null || json.getValue("decision") != null;
    return new LedgerEntry(
        required(json.getLong("position"), "position"),
        decides ? Decided.of(json) : null,
        json.getString("previousHash"),
        json.getString("hash"));
  }

  private static <T> T required(@Nullable T value, String field) {
    if (value == null) {
      throw new IllegalStateException("an entry of the ledger has no " + field);
    }
    return value;
  }
}
