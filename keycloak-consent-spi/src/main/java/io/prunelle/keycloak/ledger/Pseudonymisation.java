// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That the persons were taken out of some entries (GDPR art. 17): what tells an erasure from an
 * entry that somebody cleared behind the ledger's back.
 *
 * @param positions of the entries, ascending, all before this one, at most {@link #MOST}
 * @param at to the millisecond
 */
public record Pseudonymisation(
    long position, List<Long> positions, Instant at, String previousHash, String hash)
    implements Link {
  /** So that one fits into a row and a page of the feed however often a patient has decided. */
  public static final int MOST = 100;

  private static final int FORM = 3;

  /**
   * @throws IllegalArgumentException for positions that it cannot speak of
   */
  public Pseudonymisation {
    positions = List.copyOf(positions);
    at = at.truncatedTo(ChronoUnit.MILLIS);
    if (positions.isEmpty() || positions.size() > MOST) {
      throw new IllegalArgumentException("names " + positions.size() + " positions");
    }
    long before = 0;
    for (long each : positions) {
      if (each <= before || each >= position) {
        throw new IllegalArgumentException("names " + each + " after " + before);
      }
      before = each;
    }
  }

  static Pseudonymisation chained(
      long position, List<Long> positions, Instant at, String previousHash) {
    Pseudonymisation open = new Pseudonymisation(position, positions, at, previousHash, "");
    return new Pseudonymisation(
        position, positions, at, previousHash, Sha256.hex(open.canonical()));
  }

  @Override
  public boolean intact() {
    return Sha256.hex(canonical()).equals(hash);
  }

  @Override
  public Map<String, @Nullable Object> members() {
    Map<String, @Nullable Object> members = hashed();
    members.put("hash", hash);
    return members;
  }

  @Override
  public String canonical() {
    return CanonicalJson.write(hashed());
  }

  private Map<String, @Nullable Object> hashed() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("version", FORM);
    members.put("position", position);
    members.put("pseudonymised", positions);
    members.put("pseudonymisedAt", Document.instant(at));
    members.put("previousHash", previousHash);
    return members;
  }
}
