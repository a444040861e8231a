// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
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
 * @param moves records that are moved instead of comparing proxies; null for none
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
    @Nullable Moves moves,
    int portBase,
    Path directory) {

  private static final String TRANSFER = "--transfer";

  private static final Set<String> CONTESTANTS =
      Set.of(Field.NGINX, Figures.BASELINE, Field.GATEWAY);

  static final String USAGE =
      """
      usage: deploy/bench.sh [--json FILE] [--patients N] [--seconds N] [--warm-up N]
                       [--of NAMES] [--cases NAMES] [--loads NAMES] [--gateway-java OPTIONS]
             deploy/bench.sh --grow N,N… [--ledger N] [the same options]
             deploy/bench.sh --transfer [--record-mb N,N…] [--records N] [--reads N]
                       [--json FILE] [--seconds N] [--gateway-java OPTIONS]

        --json FILE    writes every figure with its name, unit and ratio to the bare proxy
        --patients N   patients, each with a token of their own (10000)
        --seconds N    length of each measurement (15)
        --warm-up N    seconds of a round of load before the first measurement of each contestant,
                       repeated until the CPU of a request stops falling (20)
        --grow N,N…    instead of comparing proxies: what a request through the gateway costs while
                       its journal grows to these numbers of entries, a kilobyte each
        --ledger N     with --grow: patients in the ledger before the journal grows (1000000)
        --transfer     instead of comparing proxies: what it takes to move records from one real
                       FHIR server to another
        --record-mb N,N…  with --transfer: records that are moved one after the other, in MB (20)
        --records N    with --transfer: small records that are queued together (1000)
        --reads N      with --transfer: reads a second that go on meanwhile (200)

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
    List<Integer> megabytes = List.of(20);
    int records = 1_000;
    int reads = 200;
    List<String> valued = Stream.of(arguments).filter(each -> !each.equals(TRANSFER)).toList();
    for (int i = 0; i < valued.size(); i += 2) {
      String option = valued.get(i);
      if (i + 1 == valued.size()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      String value = valued.get(i + 1);
      switch (option) {
        case "--json" -> json = Path.of(value).toAbsolutePath();
        case "--patients" -> patients = positive(option, value);
        case "--seconds" -> seconds = positive(option, value);
        case "--warm-up" -> warmUp = positive(option, value);
        case "--of" -> of = contestants(option, value);
        case "--cases" -> cases = some(Case.class, option, value);
        case "--loads" -> loads = some(LoadKind.class, option, value);
        case "--gateway-java" -> gatewayJava = List.of(value.strip().split("\\s+", -1));
        case "--ledger" -> ledger = positive(option, value);
        case "--record-mb" ->
            megabytes = rising(option, value).stream().map(Math::toIntExact).toList();
        case "--records" -> records = positive(option, value);
        case "--reads" -> reads = positive(option, value);
        case "--grow" -> grown = rising(option, value);
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    if (!grown.isEmpty() && !of.isEmpty() && !of.contains(Field.GATEWAY)) {
      throw new IllegalArgumentException("--grow measures the gateway: --of has to name it");
    }
    if (loads.contains(LoadKind.PACED) && !loads.contains(LoadKind.USUAL)) {
      throw new IllegalArgumentException("--loads: paced needs usual, which tells the rate");
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
        valued.size() < arguments.length ? new Moves(megabytes, records, reads) : null,
        portBase,
        directory);
  }

  boolean measures(String contestant) {
    return of.isEmpty() || of.contains(contestant);
  }

  private static Set<String> contestants(String option, String value) {
    Set<String> named = new TreeSet<>(List.of(value.split(",", -1)));
    for (String name : named) {
      if (!CONTESTANTS.contains(name)) {
        throw new IllegalArgumentException(option + ": there is no " + name);
      }
    }
    return named;
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
