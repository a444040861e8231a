// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

/** Too many decide at once. Nothing was recorded, and the same may be tried again. */
public final class Busy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Busy(String what) {
    super(what, null, false, false);
  }
}
