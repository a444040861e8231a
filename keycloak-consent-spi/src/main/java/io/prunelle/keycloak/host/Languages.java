// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import java.util.Locale;
import java.util.Set;

/** ISO 639-1 language codes. */
public final class Languages {
  private static final Set<String> CODES = Set.of(Locale.getISOLanguages());

  private Languages() {}

  /** Whether {@code code} is a two-letter ISO 639-1 code in lower case. */
  public static boolean known(String code) {
    return CODES.contains(code);
  }
}
