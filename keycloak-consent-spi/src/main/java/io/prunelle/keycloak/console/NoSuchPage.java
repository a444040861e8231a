// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

/** There is nothing at the address. */
final class NoSuchPage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoSuchPage() {
    super("no such page", null, false, false);
  }
}
