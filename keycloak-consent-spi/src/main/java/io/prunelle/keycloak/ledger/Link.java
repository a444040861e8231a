// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A link of a realm's chain: a decision, or what was done to decisions since. */
public sealed interface Link permits Entry, Pseudonymisation {
  /** 1, 2, 3 … without gaps. */
  long position();

  /**
   * The hash of the link before; for the first one, the realm's {@linkplain Chain#genesis genesis}.
   */
  String previousHash();

  /** SHA-256 over the {@linkplain #canonical canonical form}, 64 hexadecimal digits. */
  String hash();

  /** Whether all that the hash vouches for is as it was. */
  boolean intact();

  /** Its JSON members, in the order of the REST contract. */
  Map<String, @Nullable Object> members();

  /** What is hashed, under RFC 8785; docs/ledger.md says which members that are. */
  String canonical();
}
