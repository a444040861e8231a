// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The JavaScript library {@code fhirclient}, as its authors publish it for browsers. */
final class SmartLibrary {

  private static final String FILE = "package/build/fhir-client.js";
  private static final String SHA512 =
      "CirZixcwWelbkIXxpxlNQx5+ZdJirl6F1s4y4yvA1X7hHAkr9n99aVHaMi0wX+97nATjKQ65X6NB5as/wZoJzg==";

  private SmartLibrary() {}

  /** The script, from the package that the build fetched and that is the one meant. */
  static byte[] script() throws IOException {
    byte[] archive = Files.readAllBytes(Path.of(System.getProperty("smart.library")));
    if (!SHA512.equals(digest(archive))) {
      throw new IOException("another fhirclient than the one whose digest stands here");
    }
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().equals(FILE)) {
          return tar.readAllBytes();
        }
      }
    }
    throw new IOException("no " + FILE);
  }

  private static String digest(byte[] content) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-512").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
