// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway says of a transfer.
 *
 * @param reason why it failed the last time; null if it has not
 * @param heldMillis for how long writers were held; 0 before the switch
 */
record Moved(
    String state,
    @Nullable String reason,
    Instant requested,
    @Nullable Instant switched,
    @Nullable Instant ended,
    long heldMillis,
    long resources,
    long bytes) {

  static Moved of(ResultSet row) throws SQLException {
    return new Moved(
        row.getString("state"),
        row.getString("reason"),
        row.getTimestamp("requested_at").toInstant(),
        instant(row.getTimestamp("switched_at")),
        instant(row.getTimestamp("ended_at")),
        row.getLong("held_ms"),
        row.getLong("resources"),
        row.getLong("bytes"));
  }

  private static @Nullable Instant instant(@Nullable Timestamp time) {
    return time == null ? null : time.toInstant();
  }

  boolean certified() {
    return state.equals("certified");
  }

  /** From the asking until the record lives at the destination; empty before. */
  Optional<Duration> untilSwitched() {
    return Optional.ofNullable(switched).map(at -> Duration.between(requested, at));
  }

  /** From the asking until the record is gone from where it was; empty before. */
  Optional<Duration> untilCertified() {
    return Optional.ofNullable(ended).map(at -> Duration.between(requested, at));
  }
}
