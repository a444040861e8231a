// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import io.prunelle.keycloak.json.Members;
import java.util.Locale;
import java.util.Set;

/** ISO 3166-1 country codes. */
final class Countries {
  private static final Set<String> CODES = Set.of(Locale.getISOCountries());

  private Countries() {}

  static String read(Members members) {
    String code = members.text("country", 2);
    if (!CODES.contains(code)) {
      throw members.invalid("country", code + " is not an ISO 3166-1 alpha-2 country code");
    }
    return code;
  }
}
