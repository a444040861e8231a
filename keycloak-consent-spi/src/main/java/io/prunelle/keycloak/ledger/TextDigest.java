// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.util.Map;

/**
 * The digest that binds a decision to the exact text it was taken on.
 *
 * <p>It is {@code sha-256:} and the hexadecimal SHA-256 of the RFC 8785 form of
 *
 * <pre>{@code {"body":…,"hosting":…,"language":…,"notice":…,"title":…}}</pre>
 *
 * with title and body as published (Unicode NFC, line feeds). GDPR art. 7(1): the controller has to
 * be able to demonstrate what was consented to.
 */
public final class TextDigest {
  private static final String PREFIX = "sha-256:";

  /** How many characters a digest has. */
  public static final int LENGTH = PREFIX.length() + 64;

  private TextDigest() {}

  /**
   * The digest of one notice text.
   *
   * @param hosting {@code practice@host}
   * @param notice the notice's version
   * @param language ISO 639-1
   */
  public static String of(String hosting, int notice, String language, String title, String body) {
    return PREFIX
        + Sha256.hex(
            CanonicalJson.write(
                Map.of(
                    "hosting", hosting,
                    "notice", notice,
                    "language", language,
                    "title", title,
                    "body", body)));
  }

  /**
   * The digest of the reason given for an objection, or for the answer to one: that of the RFC 8785
   * form of {@code {"reason":…}}.
   */
  public static String ofReason(String reason) {
    return PREFIX + Sha256.hex(CanonicalJson.write(Map.of("reason", reason)));
  }
}
