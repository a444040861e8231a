// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program ended that should not have, or not with that code. */
public final class ProgramFailed extends IOException {

  private static final int LINES_SHOWN = 20;

  ProgramFailed(String reason, Path log) {
    super(reason + ", the last lines of " + log + ":\n" + tail(log));
  }

  private static String tail(Path log) {
    try {
      // Not every program writes valid UTF-8.
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()))
          .indent(4)
          .stripTrailing();
    } catch (IOException e) {
      return "    (unreadable: " + e.getMessage() + ")";
    }
  }
}
