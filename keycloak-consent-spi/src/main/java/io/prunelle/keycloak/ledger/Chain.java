// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The end of a realm's chain of entries: where the next one goes.
 *
 * @param position the last entry's position, 0 before the first
 * @param hash the last entry's hash, before the first the realm's genesis
 */
public record Chain(long position, String hash) {

  /** A break in a chain: the first position that does not fit, and what is wrong there. */
  public record Break(long position, String reason) {}

  /** An empty chain. */
  public static Chain empty(String realm) {
    return new Chain(0, genesis(realm));
  }

  /**
   * What the first entry names as the hash before it. It holds the realm, so that one realm's chain
   * cannot be presented as another's.
   *
   * @param realm the realm's id
   */
  public static String genesis(String realm) {
    return Sha256.hex("prunelle consent ledger\n" + realm);
  }

  /**
   * The entry that carries {@code statement} at the next position.
   *
   * @param salt random, 32 hexadecimal digits, of this entry alone
   */
  public Entry next(Statement statement, String salt) {
    return Entry.chained(position + 1, statement, Persons.of(statement, salt), hash);
  }

  /** The link that says so at the next position. */
  public Pseudonymisation next(List<Long> pseudonymised, Instant at) {
    return Pseudonymisation.chained(position + 1, pseudonymised, at, hash);
  }

  /** The chain with {@code link} at its end. */
  public Chain with(Link link) {
    return new Chain(link.position(), link.hash());
  }

  /**
   * Checks that entries continue this chain, each next to the one before and unaltered.
   *
   * @return the first break; empty when all fit
   */
  public Optional<Break> check(Iterable<? extends Link> entries) {
    Chain end = this;
    for (Link entry : entries) {
      long expected = end.position + 1;
      if (entry.position() != expected) {
        return Optional.of(new Break(expected, "missing, found " + entry.position()));
      }
      if (!entry.previousHash().equals(end.hash)) {
        return Optional.of(new Break(expected, "does not follow the entry before"));
      }
      if (!entry.intact()) {
        return Optional.of(new Break(expected, "content does not match its hash"));
      }
      end = end.with(entry);
    }
    return Optional.empty();
  }
}
