// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** An entry of the consent ledger, as far as the projection needs it. */
record LedgerEntry(
    long position,
    String patient,
    String hosting,
    @Nullable Integer notice,
    String decision,
    OffsetDateTime decidedAt,
    @Nullable OffsetDateTime until,
    @Nullable String previousHash,
    @Nullable String hash) {

  /** Throws when a required field is missing or of another type: such a feed is not followed. */
  static LedgerEntry of(JsonObject json) {
    Long until = json.getLong("until");
    return new LedgerEntry(
        required(json.getLong("position"), "position"),
        required(json.getString("patient"), "patient"),
        required(json.getString("hosting"), "hosting"),
        json.getInteger("notice"),
        required(json.getString("decision"), "decision"),
        Instant.parse(required(json.getString("decidedAt"), "decidedAt")).atOffset(ZoneOffset.UTC),
        until == null ? null : Instant.ofEpochSecond(until).atOffset(ZoneOffset.UTC),
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
