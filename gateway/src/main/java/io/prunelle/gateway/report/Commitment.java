// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.report;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What the journal is told of words that it does not keep: whoever has the words and the salt can
 * tell that they are those, and nobody can guess them from it.
 *
 * @param salt 16 bytes, kept with the words
 * @param digest SHA-256 over the salt and the words in UTF-8, in hexadecimal
 */
public record Commitment(Buffer salt, String digest) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SALT = 16;

  /** To words that are about to be kept. */
  public static Commitment to(String words) {
    byte[] salt = new byte[SALT];
    RANDOM.nextBytes(salt);
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt);
      return new Commitment(
          Buffer.buffer(salt),
          HexFormat.of().formatHex(sha.digest(words.getBytes(StandardCharsets.UTF_8))));
    } catch (NoSuchAlgorithmException impossible) {
      // every Java platform has it
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * As an entry of the journal has it, in the place of a query.
   *
   * @param what the words are
   */
  public String said(String what) {
    return what + "=sha256:" + digest;
  }
}
