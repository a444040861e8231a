// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

/** A hosting names a practice or a host that there is not. */
public final class NoSuchParty extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean practice;

  NoSuchParty(boolean practice, String what) {
    super(what, null, false, false);
    this.practice = practice;
  }

  /** Whether it is the practice; else the host. */
  public boolean practice() {
    return practice;
  }
}
