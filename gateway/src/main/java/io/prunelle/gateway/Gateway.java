// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import java.nio.file.Path;

/** The program: {@code gateway [serve|migrate] --config FILE}. */
public final class Gateway {

  private Gateway() {}

  public static void main(String[] arguments) {
    try {
      Settings.load(Path.of(arguments[arguments.length - 1]));
    } catch (InvalidSettings invalid) {
      System.err.println(invalid.getMessage());
      System.exit(2);
    }
  }
}
