// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Octets;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of a month that is dropped from it. Each says it of all months before, too:
 * what was said of those is dropped itself one day.
 *
 * @param at when it was said
 * @param through the month
 * @param leaves how many entries and outcomes it had
 * @param digest of the digests that are kept of leaves of that month and of those before
 */
record Retention(Instant at, YearMonth through, long leaves, Octets digest) {

  private static final Pattern QUERY =
      Pattern.compile("through=([0-9-]{7})&leaves=([0-9]{1,18})&digest=([0-9a-f]{64})");

  /** As the entry has it for its query. */
  String query() {
    return "through=%s&leaves=%d&digest=%s".formatted(through, leaves, digest);
  }

  /** Null when it is none. */
  static @Nullable Retention parse(JsonObject entry) {
    String query = entry.getString("query");
    Matcher matcher = QUERY.matcher(query == null ? "" : query);
    if (!LeafRows.RETENTION.equals(entry.getString("interaction")) || !matcher.matches()) {
      return null;
    }
    try {
      return new Retention(
          Instant.parse(entry.getString("at")),
          YearMonth.parse(matcher.group(1)),
          Long.parseLong(matcher.group(2)),
          Octets.parse(matcher.group(3)));
    } catch (DateTimeException noMonth) {
      return null;
    }
  }
}
