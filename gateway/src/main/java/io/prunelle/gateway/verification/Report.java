// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import java.io.PrintStream;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells in words what was verified. */
final class Report {

  private Report() {}

  /**
   * To who has asked.
   *
   * @param named whether there is a witness at all
   * @param reports whether what patients reported could be compared
   */
  static void print(
      Verification.Result result,
      boolean named,
      WitnessCheck heard,
      boolean reports,
      long nanos,
      PrintStream out) {
    Finding first = result.first();
    if (first != null) {
      out.println(first.line());
      return;
    }
    Tally tally = result.tally();
    long leaves = tally.entries() + tally.outcomes();
    double seconds = Math.max(nanos, 1) / 1e9;
    out.printf(
        Locale.ROOT,
        "The journal fits: %,d chains, %,d blocks, %,d entries, %,d outcomes, in %.1f s (%,.0f a"
            + " second).%n",
        result.chains().size(),
        tally.blocks(),
        tally.entries(),
        tally.outcomes(),
        seconds,
        leaves / seconds);
    Instant oldest = tally.oldest();
    Instant newest = tally.newest();
    if (oldest != null && newest != null) {
      out.printf("  From %s to %s.%n", oldest, newest);
    }
    out.printf(
        "  Signed by %s.%n",
        tally.keys().entrySet().stream()
            .map(
                key ->
                    String.format(Locale.ROOT, "key %s (%,d blocks)", key.getKey(), key.getValue()))
            .collect(Collectors.joining(", ")));
    if (heard.lines() > 0) {
      out.printf(Locale.ROOT, "  As the witness saw it %,d times.%n", heard.lines());
    } else if (named) {
      out.println("  Notice: the witness has no line to compare with.");
    } else {
      out.println(
          "  Notice: no witness was named; without one, it is not found that a chain was cut at its"
              + " end.");
    }
    if (heard.torn() > 0) {
      out.printf(
          Locale.ROOT,
          "  Notice: %,d lines of a witness were begun and not ended.%n",
          heard.torn());
    }
    if (!reports) {
      out.println("  Notice: what patients reported was not compared; this role may not read it.");
    }
    notices(result, out);
  }

  private static void notices(Verification.Result result, PrintStream out) {
    YearMonth through = result.dropped().through();
    if (through != null) {
      out.printf(
          Locale.ROOT,
          "  Dropped, as signed entries say: all through %s; %,d entries and outcomes are gone.%n",
          through,
          result.dropped().leaves());
    }
    Map<Integer, Long> unsettled = result.pairs().unsettled();
    long dead =
        result.chains().stream()
            .filter(chain -> chain.closer() != null)
            .mapToLong(chain -> Objects.requireNonNullElse(unsettled.get(chain.id()), 0L))
            .sum();
    if (dead > 0) {
      out.printf(
          Locale.ROOT,
          "  Notice: of %,d entries in chains that are closed, nobody has seen how they ended.%n",
          dead);
    }
  }

  /** What holds no newline, for a line of its own. */
  static String oneLine(@Nullable String text) {
    return text == null ? "" : text.replaceAll("\\p{Cntrl}", " ");
  }
}
