// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Verification;
import io.prunelle.keycloak.ledger.Witness;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The administrators' {@code ledger}: the proof that nobody changed what was decided. */
final class LedgerAdministration {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final AdminCall call;

  LedgerAdministration(AdminCall call) {
    this.call = call;
  }

  /**
   * Walks along the ledger and names the first position that does not fit.
   *
   * @param query {@code position} and {@code hash} of an entry noted elsewhere; {@code from} and
   *     {@code from-hash} of the one that the walk goes on from; {@code limit}, how many entries it
   *     has at most
   */
  Response verify(MultivaluedMap<String, String> query) {
    return call.reply(
        administration -> {
          administration.rights().requireViewRealm();
          return Replies.json(
              document(
                  administration
                      .ledger()
                      .verify(
                          witness(query, "position", "hash"),
                          witness(query, "from", "from-hash"),
                          Numbers.read(
                              "limit",
                              query.getFirst("limit"),
                              Long.MAX_VALUE,
                              1,
                              Long.MAX_VALUE))));
        });
  }

  private static @Nullable Witness witness(
      MultivaluedMap<String, String> query, String positions, String hashes) {
    String position = query.getFirst(positions);
    String hash = query.getFirst(hashes);
    if (position == null && hash == null) {
      return null;
    }
    if (position == null || hash == null) {
      throw new Problem(
          ProblemType.INVALID_PARAMETER,
          positions + ", " + hashes + ": are given together or not at all");
    }
    if (!HASH.matcher(hash).matches()) {
      throw new Problem(
          ProblemType.INVALID_PARAMETER, hashes + ": must be 64 hexadecimal digits in lower case");
    }
    return new Witness(Numbers.read(positions, position, 0, 0, Long.MAX_VALUE), hash);
  }

  private static Map<String, Object> document(Verification verification) {
    Map<String, Object> document = new LinkedHashMap<>();
    if (verification instanceof Verification.Intact intact) {
      document.put("intact", true);
      document.put("entries", intact.entries());
      document.put("head", intact.head());
      document.put("pseudonymised", intact.pseudonymised());
    } else if (verification instanceof Verification.Underway underway) {
      document.put("intact", true);
      document.put("from", underway.position());
      document.put("from-hash", underway.hash());
      document.put("ledger", underway.end());
    } else {
      Verification.Broken broken = (Verification.Broken) verification;
      document.put("intact", false);
      document.put("position", broken.position());
      document.put("reason", broken.reason());
    }
    return document;
  }
}
