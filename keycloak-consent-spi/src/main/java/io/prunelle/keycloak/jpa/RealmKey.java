// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Primary key of what has an id within a realm. */
final class RealmKey implements Serializable {
  private static final long serialVersionUID = 1L;

  private @Nullable String realm;
  private @Nullable String id;

  /** For Hibernate. */
  RealmKey() {}

  RealmKey(String realm, String id) {
    this.realm = realm;
    this.id = id;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RealmKey that
        && Objects.equals(realm, that.realm)
        && Objects.equals(id, that.id);
  }

  @Override
  public int hashCode() {
    return Objects.hash(realm, id);
  }
}
