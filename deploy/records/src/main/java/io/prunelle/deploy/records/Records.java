// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.records;

import java.io.IOException;
import java.nio.file.Path;

/** Sees to it that the demo's records exist. */
public final class Records {

  private Records() {}

  /**
   * Prints the directory that holds the records, after generating them if needed (offline, about
   * half a minute).
   *
   * @param args the directory under which the records of each population are kept
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length != 1) {
      System.err.println("usage: records DIRECTORY");
      System.exit(2);
    }
    try {
      System.out.println(new Library(Path.of(args[0]).toAbsolutePath()).of(Population.DEMO));
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
