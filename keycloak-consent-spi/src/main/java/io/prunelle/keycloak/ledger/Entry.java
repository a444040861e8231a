// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision in a realm's consent ledger.
 *
 * @param persons null in entries of form 1, which hash the persons in the clear
 */
public record Entry(
    long position, Statement statement, @Nullable Persons persons, String previousHash, String hash)
    implements Link {

  /** Builds the entry that follows {@code previousHash} at {@code position}. */
  static Entry chained(long position, Statement statement, Persons persons, String previousHash) {
    Entry open = new Entry(position, statement, persons, previousHash, "");
    return new Entry(position, statement, persons, previousHash, Sha256.hex(open.canonical()));
  }

  /** Whether the hash is that of the content, and the persons are those that were committed to. */
  @Override
  public boolean intact() {
    return Sha256.hex(canonical()).equals(hash) && (persons == null || persons.of(statement));
  }

  /** Whether the persons were taken out. */
  public boolean pseudonymised() {
    return persons != null && persons.salt() == null;
  }

  @Override
  public Map<String, @Nullable Object> members() {
    return Document.of(this);
  }

  @Override
  public String canonical() {
    return CanonicalJson.write(Document.hashed(this));
  }
}
