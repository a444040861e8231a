// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the benchmark is asked for.
 *
 * @param json where all figures are written to; null for nowhere
 * @param patients how many patients there are, each with a token of their own
 * @param warmUp how long each round of warming up takes; there are as many as it takes for the CPU
 *     of a request to stop falling
 * @param measured how long each measurement takes
 * @param of names of the contestants that are measured; empty for all
 * @param cases what is asked for
 * @param loads under which it is measured
 * @param gatewayJava options for the gateway's JVM, behind those that its documentation recommends
 * @param grown how large the journal grows: entries, rising; empty to compare proxies instead
 * @param ledger how many patients the ledger grows to before the journal does
 * @param directory for everything that is made on the way; emptied at start
 */
record Options(
    @Nullable Path json,
    int patients,
    Duration warmUp,
    Duration measured,
    Set<String> of,
    Set<Case> cases,
    Set<LoadKind> loads,
    List<String> gatewayJava,
    List<Long> grown,
    int ledger,
    int portBase,
    Path directory) {

  static final String USAGE =
      """
      usage: deploy/bench.sh [--json FILE] [--patients N] [--seconds N] [--warm-up N]
                       [--of NAMES] [--cases NAMES] [--loads NAMES] [--gateway-java OPTIONS]
             deploy/bench.sh --grow N,N… [--ledger N] [the same options]

        --json FILE    writes every figure with its name, unit and ratio to the bare proxy
        --patients N   patients, each with a token of their own (10000)
        --seconds N    length of each measurement (15)
        --warm-up N    seconds of a round of load before the first measurement of each contestant,
                       repeated until the CPU of a request stops falling (20)
        --grow N,N…    instead of comparing proxies: what a request through the gateway costs while
                       its journal grows to these numbers of entries, a kilobyte each
        --ledger N     with --grow: patients in the ledger before the journal grows (1000000)

      To look at a part of it; several are given with commas between them:

        --of NAMES     contestants (nginx,vertx-http-proxy,gateway)
        --cases NAMES  what is asked for (small,bundle)
        --loads NAMES  how (sweep: 1 to 256 connections; usual: 32; paced; cold: unseen tokens)
        --gateway-java OPTIONS  further options for the gateway's JVM, with blanks between them:
                       a profiler's, another collector

      Environment: PRUNELLE_PORT_BASE, the first of seven ports (8500)""";

  /** Throws {@link IllegalArgumentException} with a line for people. */
  static Options of(String[] arguments, int portBase, Path directory) {
    Path json = null;
    int patients = 10_000;
    int seconds = 15;
    int warmUp = 20;
    Set<String> of = Set.of();
    Set<Case> cases = EnumSet.allOf(Case.class);
    Set<LoadKind> loads = EnumSet.allOf(LoadKind.class);
    List<String> gatewayJava = List.of();
    List<Long> grown = List.of();
    int ledger = 1_000_000;
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
        case "--of" -> of = Set.of(value.split(",", -1));
        case "--cases" -> cases = some(Case.class, arguments[i], value);
        case "--loads" -> loads = some(LoadKind.class, arguments[i], value);
        case "--gateway-java" -> gatewayJava = List.of(value.strip().split("\\s+", -1));
        case "--ledger" -> ledger = positive(arguments[i], value);
        case "--grow" -> grown = rising(arguments[i], value);
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    return new Options(
        json,
        patients,
        Duration.ofSeconds(warmUp),
        Duration.ofSeconds(seconds),
        of,
        cases,
        loads,
        gatewayJava,
        grown,
        ledger,
        portBase,
        directory);
  }

  boolean measures(String contestant) {
    return of.isEmpty() || of.contains(contestant);
  }

  private static <E extends Enum<E>> Set<E> some(Class<E> all, String option, String value) {
    Set<E> some = EnumSet.noneOf(all);
    for (String name : value.split(",", -1)) {
      some.add(
          Arrays.stream(all.getEnumConstants())
              .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException(option + ": there is no " + name)));
    }
    return some;
  }

  private static List<Long> rising(String option, String value) {
    if (!value.matches("[1-9]\\d{0,9}(,[1-9]\\d{0,9})*")) {
      throw new IllegalArgumentException(option + ": " + value + " is not a list of numbers");
    }
    List<Long> numbers = Stream.of(value.split(",", -1)).map(Long::valueOf).toList();
    if (!numbers.equals(numbers.stream().sorted().distinct().toList())) {
      throw new IllegalArgumentException(option + ": " + value + " does not rise");
    }
    return numbers;
  }

  private static int positive(String option, String value) {
    if (!value.matches("[1-9]\\d{0,6}")) {
      throw new IllegalArgumentException(option + ": " + value + " is not a positive number");
    }
    return Integer.parseInt(value);
  }
}
