// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Primary key of a notice's text. */
final class NoticeTextKey implements Serializable {
  private static final long serialVersionUID = 1L;

  private @Nullable String realm;
  private @Nullable String hosting;
  private int version;
  private @Nullable String language;

  /** For Hibernate. */
  NoticeTextKey() {}

  NoticeTextKey(String realm, String hosting, int version, String language) {
    this.realm = realm;
    this.hosting = hosting;
    this.version = version;
    this.language = language;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NoticeTextKey that
        && version == that.version
        && Objects.equals(realm, that.realm)
        && Objects.equals(hosting, that.hosting)
        && Objects.equals(language, that.language);
  }

  @Override
  public int hashCode() {
    return Objects.hash(realm, hosting, version, language);
  }
}
