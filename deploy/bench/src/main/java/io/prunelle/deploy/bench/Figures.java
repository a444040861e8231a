// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that was measured, each with its ratio to the same of the baseline. */
final class Figures {

  static final String BASELINE = "vertx-http-proxy";

  private final List<Figure> all = new ArrayList<>();

  /**
   * One of them.
   *
   * @param what was measured, under which load
   * @param of whom
   */
  record Figure(String what, String of, String unit, double value) {}

  void add(String what, String of, String unit, double value) {
    all.add(new Figure(what, of, unit, value));
  }

  /** Null where the baseline has no such figure, or none to divide by. */
  private @Nullable Double ratio(Figure figure) {
    Optional<Figure> baseline =
        all.stream()
            .filter(other -> other.of().equals(BASELINE))
            .filter(other -> other.what().equals(figure.what()))
            .findFirst();
    return baseline
        .map(Figure::value)
        .filter(value -> value > 0)
        .map(v -> figure.value() / v)
        .orElse(null);
  }

  /** A line each. */
  String table() {
    StringBuilder table =
        new StringBuilder(
            line("", "", "", "", "ratio to bare")
                + line("measured", "of", "value", "unit", "vertx-http-proxy"));
    String before = "";
    for (Figure figure : all) {
      Double ratio = ratio(figure);
      table.append(
          line(
              figure.what().equals(before) ? "" : figure.what(),
              figure.of(),
              String.format(Locale.ROOT, figure.value() < 100 ? "%.2f" : "%,.0f", figure.value()),
              figure.unit(),
              ratio == null ? "" : String.format(Locale.ROOT, "%.2f", ratio)));
      before = figure.what();
    }
    return table.toString();
  }

  private static String line(String what, String of, String value, String unit, String ratio) {
    return String.format(Locale.ROOT, "%-46s %-18s %12s %-14s %s%n", what, of, value, unit, ratio)
        .stripTrailing()
        .concat("\n");
  }

  JsonArray json() {
    JsonArray figures = new JsonArray();
    for (Figure figure : all) {
      figures.add(
          new JsonObject()
              .put("name", figure.what())
              .put("of", figure.of())
              .put("unit", figure.unit())
              .put("value", figure.value())
              .put("ratioToBare", ratio(figure)));
    }
    return figures;
  }
}
