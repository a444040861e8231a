// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A document's SHA-256 as a name of RFC 6920, {@code ni:///sha-256;…}. */
final class PaperName {
  private static final String SCHEME = "ni:///sha-256;";
  private static final String DIGEST = "sha-256:";
  private static final Pattern NAME = Pattern.compile(Pattern.quote(SCHEME) + "[A-Za-z0-9_-]{43}");

  private PaperName() {}

  /**
   * @param digest {@code sha-256:} and 64 hexadecimal digits
   */
  static String of(String digest) {
    byte[] bytes = HexFormat.of().parseHex(digest.substring(DIGEST.length()));
    return SCHEME + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The digest that a name says; empty for what is no such name in its one spelling. */
  static Optional<String> digest(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    byte[] bytes = Base64.getUrlDecoder().decode(name.substring(SCHEME.length()));
    String digest = DIGEST + HexFormat.of().formatHex(bytes);
    // 43 characters hold two bits more than 32 bytes
    return Optional.of(digest).filter(read -> of(read).equals(name));
  }

  /** The digest of a document's bytes. */
  static String digestOf(byte[] document) {
    return DIGEST + HexFormat.of().formatHex(Hashes.of("SHA-256", document));
  }
}
