// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import java.util.UUID;
import java.util.regex.Pattern;

/** Ids that callers give, in the path. */
final class Ids {
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Ids() {}

  /**
   * @throws Problem for anything but a UUID in its one spelling
   */
  static UUID uuid(String name, String text) {
    if (!ID.matcher(text).matches()) {
      throw new Problem(ProblemType.INVALID_PARAMETER, name + ": must be a UUID in lower case");
    }
    return UUID.fromString(text);
  }
}
