// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import io.prunelle.keycloak.json.Members;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** ISO 3166-1 country codes. */
final class Countries {
  private static final Set<String> CODES = Set.of(Locale.getISOCountries());

  private Countries() {}

  static String read(Members members) {
    String code = members.text("country", 2);
    check(members, "country", code);
    return code;
  }

  /** A list of different codes; empty when the member is absent or null. */
  static List<String> readList(Members members, String name) {
    List<String> codes = members.optionalTexts(name, CODES.size(), 2);
    codes.forEach(code -> check(members, name, code));
    if (Set.copyOf(codes).size() < codes.size()) {
      throw members.invalid(name, "must name each country once");
    }
    return codes;
  }

  private static void check(Members members, String name, String code) {
    if (!CODES.contains(code)) {
      throw members.invalid(name, code + " is not an ISO 3166-1 alpha-2 country code");
    }
  }
}
