// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a claim stands among a token's others. Keycloak's own method for this has another signature
 * from minor to minor.
 */
final class ClaimPath {
  private ClaimPath() {}

  /**
   * Puts a claim at the end of a path, beside what others put along it.
   *
   * @param path at least one name
   */
  static void put(Map<String, Object> claims, List<String> path, Object claim) {
    Map<String, Object> at = claims;
    for (String name : path.subList(0, path.size() - 1)) {
      Map<String, Object> object = new LinkedHashMap<>();
      if (at.get(name) instanceof Map<?, ?> present) {
        present.forEach((member, value) -> object.put(String.valueOf(member), value));
      }
      at.put(name, object);
      at = object;
    }
    at.put(path.get(path.size() - 1), claim);
  }
}
