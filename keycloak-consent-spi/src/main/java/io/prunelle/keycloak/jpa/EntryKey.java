// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Primary key of a ledger entry; makes a position unique in its realm. */
final class EntryKey implements Serializable {
  private static final long serialVersionUID = 1L;

  private @Nullable String realm;
  private long position;

  /** For Hibernate. */
  EntryKey() {}

  EntryKey(String realm, long position) {
    this.realm = realm;
    this.position = position;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntryKey that
        && position == that.position
        && Objects.equals(realm, that.realm);
  }

  @Override
  public int hashCode() {
    return Objects.hash(realm, position);
  }
}
