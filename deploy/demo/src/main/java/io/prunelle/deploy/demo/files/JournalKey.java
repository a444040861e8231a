// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What a gateway signs its journal with, as {@code openssl genpkey} writes it. */
public final class JournalKey {

  private JournalKey() {}

  /**
   * Draws one if there is none; its public half stands beside it.
   *
   * @param file PKCS #8 in PEM, readable by its owner alone
   * @param publicHalf SubjectPublicKeyInfo in PEM
   */
  public static void draw(Path file, Path publicHalf) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      Files.writeString(publicHalf, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
      Drafts.writePrivate(file, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    } catch (NoSuchAlgorithmException impossible) {
      // every Java since 15 has it
      throw new IllegalStateException(impossible);
    }
  }

  private static String pem(String label, byte[] encoded) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, lines.encodeToString(encoded), label);
  }
}
