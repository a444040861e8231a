// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a realm's consent ledger.
 *
 * @param position 1, 2, 3 … without gaps
 * @param persons null in entries of form 1, which hash the persons in the clear
 * @param previousHash the hash of the entry before; for the first one, the realm's {@linkplain
 *     Chain#genesis genesis}
 * @param hash SHA-256 over the {@linkplain #canonical canonical form}, 64 hexadecimal digits
 */
public record Entry(
    long position,
    Statement statement,
    @Nullable Persons persons,
    String previousHash,
    String hash) {

  /** Builds the entry that follows {@code previousHash} at {@code position}. */
  static Entry chained(long position, Statement statement, Persons persons, String previousHash) {
    Entry open = new Entry(position, statement, persons, previousHash, "");
    return new Entry(position, statement, persons, previousHash, Sha256.hex(open.canonical()));
  }

  /** Whether the hash is that of the content, and the persons are those that were committed to. */
  public boolean intact() {
    return Sha256.hex(canonical()).equals(hash) && (persons == null || persons.of(statement));
  }

  /** Whether the persons were taken out. */
  public boolean pseudonymised() {
    return persons != null && persons.salt() == null;
  }

  /** The entry as its JSON members, in the order of the REST contract. */
  public Map<String, @Nullable Object> members() {
    return Document.of(this);
  }

  /** What is hashed, under RFC 8785; docs/ledger.md says which members that are. */
  public String canonical() {
    return CanonicalJson.write(Document.hashed(this));
  }
}
