// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the program was called with.
 *
 * @param operands as many as the command takes
 * @param options that take a value, by their names; each value at its place
 * @param flags that were set
 */
public record CommandLine(
    Command command, List<String> operands, Map<String, List<String>> options, Set<String> flags) {

  static final String CONFIG = "--config";
  static final String JDBC_URL = "--jdbc-url";
  static final String USER = "--user";
  static final String PUBLIC_KEY = "--public-key";
  static final String WITNESS = "--witness";
  static final String WITNESS_JDBC_URL = "--witness-jdbc-url";
  static final String WITNESS_USER = "--witness-user";
  static final String OUT = "--out";
  static final String PATIENT = "--patient";
  static final String HOST = "--host";
  static final String PRACTICE = "--practice";
  static final String RESOURCE = "--resource";
  static final String ALL_SIGNATURES = "--all-signatures";
  static final String DRY_RUN = "--dry-run";

  public enum Command {
    SERVE("serve", 0, CONFIG, "--config FILE"),
    MIGRATE("migrate", 0, CONFIG, "--config FILE"),
    REBUILD_CONSENT("rebuild-consent", 0, CONFIG, "--config FILE"),
    VERIFY(
        "verify",
        0,
        CONFIG
            + JDBC_URL
            + USER
            + PUBLIC_KEY
            + WITNESS
            + WITNESS_JDBC_URL
            + WITNESS_USER
            + ALL_SIGNATURES,
        "(--config FILE | --jdbc-url URL --user USER --public-key FILE)"
            + " [--witness FILE] [--witness-jdbc-url URL --witness-user USER]"
            + " [--all-signatures]"),
    PROVE(
        "prove",
        1,
        CONFIG + JDBC_URL + USER + PUBLIC_KEY + OUT,
        "ENTRY (--config FILE | --jdbc-url URL --user USER --public-key FILE) [--out FILE]"),
    CHECK_PROOF("check-proof", 1, CONFIG + PUBLIC_KEY, "FILE (--public-key FILE | --config FILE)"),
    CHECK_CERTIFICATE(
        "check-certificate",
        1,
        CONFIG + PUBLIC_KEY + PATIENT,
        "FILE (--public-key FILE | --config FILE) [--patient ID]"),
    KEYS("keys", 0, CONFIG + PUBLIC_KEY, "(--public-key FILE | --config FILE)"),
    TRANSFERS(
        "transfers",
        2,
        CONFIG + HOST + PRACTICE + RESOURCE,
        "(list [--practice ID] | (pause | resume | retry | cancel) TRANSFER"
            + " | accept TRANSFER [--resource TYPE/ID[@FORM]]... | (pause | resume) --host ID [--practice ID]) --config FILE"),
    PRUNE("prune", 0, CONFIG + DRY_RUN, "--config FILE [--dry-run]");

    private final String word;
    private final int operands;
    private final String takes;
    private final String usage;

    Command(String word, int operands, String takes, String usage) {
      this.word = word;
      this.operands = operands;
      this.takes = takes;
      this.usage = usage;
    }

    boolean takes(String argument) {
      return List.of(takes.split("(?=--)")).contains(argument);
    }
  }

  private static final Set<String> FLAGS = Set.of(ALL_SIGNATURES, DRY_RUN);

  /** Called in a way it does not know; the message says in which ways it can be. */
  public static final class WrongUse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUse() {
      super(
          Stream.of(Command.values())
              .map(command -> "gateway " + command.word + " " + command.usage)
              .collect(Collectors.joining("\n       ", "usage: ", "")));
    }
  }

  /** {@code serve} where no command is named. */
  public static CommandLine parse(String... arguments) {
    Command command = arguments.length == 0 ? null : command(arguments[0]);
    int first = command == null ? 0 : 1;
    CommandLine line =
        new CommandLine(
            command == null ? Command.SERVE : command,
            new ArrayList<>(),
            new HashMap<>(),
            new HashSet<>());
    for (int i = first; i < arguments.length; i++) {
      i = line.take(arguments, i);
    }
    line.check();
    return line;
  }

  private static @Nullable Command command(String word) {
    return Stream.of(Command.values())
        .filter(command -> command.word.equals(word))
        .findFirst()
        .orElse(null);
  }

  private int take(String[] arguments, int at) {
    String argument = arguments[at];
    boolean known = command.takes(argument);
    if (known && FLAGS.contains(argument)) {
      flags.add(argument);
    } else if (known && at + 1 < arguments.length) {
      options.computeIfAbsent(argument, option -> new ArrayList<>()).add(arguments[at + 1]);
      return at + 1;
    } else if (!argument.startsWith("--") && operands.size() < command.operands) {
      operands.add(argument);
    } else {
      throw new WrongUse();
    }
    return at;
  }

  private void check() {
    boolean database = options.containsKey(JDBC_URL);
    boolean configured =
        switch (command) {
          case SERVE, MIGRATE, REBUILD_CONSENT, PRUNE, TRANSFERS -> options.containsKey(CONFIG);
          case VERIFY, PROVE ->
              database
                  ? options.containsKey(USER) && options.containsKey(PUBLIC_KEY)
                  : options.containsKey(CONFIG) && !options.containsKey(USER);
          case CHECK_PROOF, CHECK_CERTIFICATE, KEYS ->
              options.containsKey(CONFIG) || options.containsKey(PUBLIC_KEY);
        };
    boolean once =
        options.entrySet().stream()
            .allMatch(
                option ->
                    option.getValue().size() == 1
                        || Set.of(PUBLIC_KEY, WITNESS, RESOURCE).contains(option.getKey()));
    boolean witness = options.containsKey(WITNESS_JDBC_URL) == options.containsKey(WITNESS_USER);
    // What is ordered, and of which transfer, unless of a host or of none
    boolean enough =
        command == Command.TRANSFERS
            ? !operands.isEmpty()
                && operands.size() == (has(HOST) || operands.get(0).equals("list") ? 1 : 2)
            : operands.size() == command.operands;
    if (!configured || !once || !witness || !enough) {
      throw new WrongUse();
    }
  }

  boolean has(String option) {
    return options.containsKey(option) || flags.contains(option);
  }

  /** The one value of an option that is there. */
  String value(String option) {
    return options.getOrDefault(option, List.of()).stream().findFirst().orElseThrow(WrongUse::new);
  }

  /** The values of an option, as often as it was given. */
  Set<String> values(String option) {
    return Set.copyOf(options.getOrDefault(option, List.of()));
  }

  public Path config() {
    return path(value(CONFIG));
  }

  /** As often as it was given. */
  List<Path> files(String option) {
    return options.getOrDefault(option, List.of()).stream().map(CommandLine::path).toList();
  }

  static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException noPath) {
      throw new WrongUse();
    }
  }
}
