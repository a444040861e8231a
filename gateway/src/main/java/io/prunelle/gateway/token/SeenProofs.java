// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.prunelle.gateway.refusal.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Proofs seen on this instance, as long as they could be used once more (RFC 9449, 11.1). One
 * caller has a share of the places: those whose requests are refused for being too many fill them
 * as well, and would lock everybody else out.
 */
final class SeenProofs {

  /** Some 100 bytes each, however long the proof's id is. */
  static final int MOST = 200_000;

  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Map<Digest, Seen> proofs = new LinkedHashMap<>();
  private final Map<String, Integer> held = new HashMap<>();
  private final int most;
  private final int share;

  /**
   * @param most of all callers
   * @param share of one of them
   */
  SeenProofs(int most, int share) {
    this.most = most;
    this.share = share;
  }

  /** Half of SHA-256: enough that nobody finds two ids for one. */
  private record Digest(long high, long low) {
    static Digest of(String proof) {
      try {
        ByteBuffer hash =
            ByteBuffer.wrap(
                MessageDigest.getInstance("SHA-256")
                    .digest(proof.getBytes(StandardCharsets.UTF_8)));
        return new Digest(hash.getLong(), hash.getLong());
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  private record Seen(String caller, long until) {}

  /**
   * Whether it was seen. What was not may have been by the time it is to be {@linkplain #add
   * added}.
   *
   * @param proof the key's thumbprint and the proof's id
   * @param now in seconds
   */
  boolean contains(String proof, long now) {
    return contains(Digest.of(proof), now);
  }

  private synchronized boolean contains(Digest proof, long now) {
    forget(now);
    return proofs.containsKey(proof);
  }

  /**
   * Whether it is new.
   *
   * @param caller whose token it is a proof for
   * @param proof the key's thumbprint and the proof's id
   * @param now in seconds, as is {@code expires}
   * @throws io.prunelle.gateway.refusal.Refused when there is no place to remember it
   */
  boolean add(String caller, String proof, long now, long expires) {
    return add(caller, Digest.of(proof), now, expires);
  }

  private synchronized boolean add(String caller, Digest proof, long now, long expires) {
    forget(now);
    if (proofs.containsKey(proof)) {
      return false;
    } else if (held.getOrDefault(caller, 0) >= share) {
      throw new Refusal.TooMany("proofs-too-often", RETRY).refused();
    } else if (proofs.size() >= most) {
      throw new Refusal.NotReady("proofs-too-many", RETRY).refused();
    }
    proofs.put(proof, new Seen(caller, expires));
    held.merge(caller, 1, Integer::sum);
    return true;
  }

  private void forget(long now) {
    Iterator<Seen> oldest = proofs.values().iterator();
    while (oldest.hasNext()) {
      Seen seen = oldest.next();
      if (seen.until() > now) {
        return;
      }
      oldest.remove();
      held.computeIfPresent(seen.caller(), (same, before) -> before == 1 ? null : before - 1);
    }
  }
}
