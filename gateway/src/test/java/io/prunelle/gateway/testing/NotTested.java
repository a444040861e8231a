// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a machine lacks for a test: said aloud, and a failure where everything is to be tested. */
public final class NotTested {

  /** Where it is {@code true}, nothing may be skipped. */
  private static final String ALL = "test.all";

  private NotTested() {}

  /**
   * Skips the test that asks.
   *
   * @param possible whether it can be run here after all
   * @param what is not tested, and what the machine would need for it
   */
  public static void unless(boolean possible, String what) {
    if (possible) {
      return;
    }
    System.err.println("NOT TESTED: " + what);
    // Of a class that is skipped as a whole the reports say nothing
    try {
      Files.writeString(
          Path.of("target", "not-tested.txt"),
          what + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException unsaid) {
      throw new UncheckedIOException(unsaid);
    }
    if (Boolean.getBoolean(ALL)) {
      fail(what);
    }
    abort(what);
  }
}
