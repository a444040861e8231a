// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Unpacks an archive whose entries all lie in one directory. */
final class Zip {

  private Zip() {}

  /** Unpacks without that first directory. */
  static void unpack(Path archive, Path target) throws IOException {
    try (ZipInputStream zip =
        new ZipInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path name = Path.of(entry.getName());
        if (name.getNameCount() < 2) {
          continue;
        }
        Path file = target.resolve(name.subpath(1, name.getNameCount())).normalize();
        if (!file.startsWith(target)) {
          throw new IOException(archive + ": " + name + " leads out of the directory");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(zip, file);
        }
      }
    }
  }
}
