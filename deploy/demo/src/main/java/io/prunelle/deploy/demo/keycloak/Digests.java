// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Names an installation after what is in it. */
final class Digests {

  private static final int LENGTH = 16;

  private Digests() {}

  /** The distribution's file name without extension, and a digest of how it is built. */
  static String of(Path distribution, Path jar, List<String> options) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Files.readAllBytes(jar));
      options.forEach(option -> digest.update(option.getBytes(StandardCharsets.UTF_8)));
      return distribution.getFileName().toString().replace(".zip", "")
          + "-"
          + HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
