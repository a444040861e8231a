// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a host keeps records: within the practice's walls or outside them. */
public enum HostKind {
  /** Within the practice. */
  ON_PREMISE("on-premise"),
  /** At a third party; L.1111-8 CSP then requires a certificate. */
  CLOUD("cloud");

  private final String code;

  HostKind(String code) {
    this.code = code;
  }

  /** The spelling in JSON and tables. */
  @JsonValue
  public String code() {
    return code;
  }

  /**
   * The kind spelt so.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static HostKind of(String code) {
    for (HostKind kind : values()) {
      if (kind.code.equals(code)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(code);
  }
}
