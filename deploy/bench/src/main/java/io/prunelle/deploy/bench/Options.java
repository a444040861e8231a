// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the benchmark is asked for.
 *
 * @param json where all figures are written to; null for nowhere
 * @param patients how many patients there are, each with a token of their own
 * @param warmUp how long each round of warming up takes; there are as many as it takes for the CPU
 *     of a request to stop falling
 * @param measured how long each measurement takes
 * @param directory for everything that is made on the way; emptied at start
 */
record Options(
    @Nullable Path json,
    int patients,
    Duration warmUp,
    Duration measured,
    int portBase,
    Path directory) {

  static final String USAGE =
      """
      usage: deploy/bench.sh [--json FILE] [--patients N] [--seconds N] [--warm-up N]

        --json FILE    writes every figure with its name, unit and ratio to the bare proxy
        --patients N   patients, each with a token of their own (10000)
        --seconds N    length of each measurement (15)
        --warm-up N    seconds of a round of load before the first measurement of each contestant,
                       repeated until the CPU of a request stops falling (20)

      Environment: PRUNELLE_PORT_BASE, the first of six ports (8500)""";

  /** Throws {@link IllegalArgumentException} with a line for people. */
  static Options of(String[] arguments, int portBase, Path directory) {
    Path json = null;
    int patients = 10_000;
    int seconds = 15;
    int warmUp = 20;
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " needs a value");
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--json" -> json = Path.of(value).toAbsolutePath();
        case "--patients" -> patients = positive(arguments[i], value);
        case "--seconds" -> seconds = positive(arguments[i], value);
        case "--warm-up" -> warmUp = positive(arguments[i], value);
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    return new Options(
        json,
        patients,
        Duration.ofSeconds(warmUp),
        Duration.ofSeconds(seconds),
        portBase,
        directory);
  }

  private static int positive(String option, String value) {
    if (!value.matches("[1-9]\\d{0,6}")) {
      throw new IllegalArgumentException(option + ": " + value + " is not a positive number");
    }
    return Integer.parseInt(value);
  }
}
