// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the program was called with. */
record CommandLine(Command command, Path config) {

  enum Command {
    SERVE,
    MIGRATE
  }

  /** Called in a way it does not know; the message is one line. */
  static final class WrongUse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUse() {
      super("usage: gateway [serve|migrate] --config FILE");
    }
  }

  static CommandLine parse(String... arguments) {
    Command command = Command.SERVE;
    @Nullable Path config = null;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--config") && i + 1 < arguments.length) {
        config = Path.of(arguments[++i]);
      } else if (i == 0 && isCommand(arguments[i])) {
        command = Command.valueOf(arguments[i].toUpperCase(Locale.ROOT));
      } else {
        throw new WrongUse();
      }
    }
    if (config == null) {
      throw new WrongUse();
    }
    return new CommandLine(command, config);
  }

  private static boolean isCommand(String argument) {
    return argument.equals("serve") || argument.equals("migrate");
  }
}
