// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names an installation after what is in it. */
final class Digests {

  private static final int LENGTH = 16;

  private Digests() {}

  /** The distribution's file name without extension, and the start of the jar's digest. */
  static String of(Path distribution, Path jar) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
      return distribution.toString().replace(".zip", "")
          + "-"
          + HexFormat.of().formatHex(digest).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
