// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.util.Base64;
import java.util.HexFormat;

/** A document's SHA-256 as a name of RFC 6920, {@code ni:///sha-256;…}. */
final class PaperName {
  private static final String SCHEME = "ni:///sha-256;";
  private static final String DIGEST = "sha-256:";

  private PaperName() {}

  /**
   * @param digest {@code sha-256:} and 64 hexadecimal digits
   */
  static String of(String digest) {
    byte[] bytes = HexFormat.of().parseHex(digest.substring(DIGEST.length()));
    return SCHEME + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
