// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import java.util.Arrays;

/** Enum constants read from JSON, where a newer Keycloak extension may know more of them. */
final class Names {
  private Names() {}

  static <E extends Enum<E>> E named(Class<E> type, String name, E unknown) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(name))
        .findFirst()
        .orElse(unknown);
  }
}
