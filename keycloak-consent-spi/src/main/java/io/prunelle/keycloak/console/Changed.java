// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

/** Somebody else has changed it since the form was given out. */
final class Changed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Changed() {
    super("it has changed", null, false, false);
  }
}
