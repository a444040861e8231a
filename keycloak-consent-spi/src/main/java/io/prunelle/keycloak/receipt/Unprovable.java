// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

/** What is stored does not fit together, so nothing is signed about it. */
public final class Unprovable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unprovable(String what) {
    super(what);
  }
}
