// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** What a witness's file had been told at one moment. */
final class WitnessFile {

  /** No gateway writes a longer line, nor does a witness's database take one. */
  private static final int LONGEST = 2_000;

  /** What no gateway writes, in the place of what none can have written. */
  private static final String TOO_LONG = "too long";

  private static final int AT_ONCE = 1 << 16;

  private WitnessFile() {}

  /** One line that it was told. */
  @FunctionalInterface
  interface Told {
    void line(int number, String line) throws SQLException;
  }

  /**
   * Gives each line in turn. Of what is longer than a line can be, no more is read, and nothing
   * after it.
   *
   * @param bytes its length at that moment; a last line without an end was not finished
   */
  static void each(Path file, long bytes, Told told) throws IOException, SQLException {
    byte[] line = new byte[LONGEST];
    int length = 0;
    int number = 1;
    try (InputStream in = Files.newInputStream(file)) {
      for (long left = bytes; left > 0; ) {
        byte[] part = in.readNBytes((int) Math.min(AT_ONCE, left));
        if (part.length == 0) {
          return;
        }
        left -= part.length;
        for (byte next : part) {
          if (next == '\n') {
            told.line(number++, new String(line, 0, length, StandardCharsets.UTF_8));
            length = 0;
          } else if (length < LONGEST) {
            line[length++] = next;
          } else {
            told.line(number, TOO_LONG);
            return;
          }
        }
      }
    }
  }
}
