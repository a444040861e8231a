// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

/** The administrator lacks a right; the message says which. */
public final class NotPermitted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotPermitted(String lacking) {
    super(lacking, null, false, false);
  }
}
