// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads a JSON object whose facts may be missing: a host sheet with a hole is shown with that hole,
 * it does not keep the patient from the rest.
 */
record Fields(JsonObject json) {

  static Fields of(Object json) {
    return new Fields(json instanceof JsonObject object ? object : new JsonObject());
  }

  /**
   * Where an entry stands in the ledger.
   *
   * @throws IllegalArgumentException without one: what is not known cannot be waited for
   */
  static long position(JsonObject entry) {
    return of(entry)
        .number("position")
        .orElseThrow(() -> new IllegalArgumentException("an entry without a position"));
  }

  Fields inner(String name) {
    return of(json.getValue(name));
  }

  boolean has(String name) {
    return json.getValue(name) instanceof JsonObject;
  }

  /** The text, or an empty one. */
  String text(String name) {
    return json.getValue(name) instanceof String text ? text.strip() : "";
  }

  Prose prose(String name) {
    return Prose.from(json.getValue(name));
  }

  Optional<Boolean> flag(String name) {
    return json.getValue(name) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
  }

  Optional<Long> number(String name) {
    return json.getValue(name) instanceof Number number
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  Optional<LocalDate> date(String name) {
    try {
      return Optional.of(LocalDate.parse(text(name)));
    } catch (DateTimeParseException noDate) {
      return Optional.empty();
    }
  }

  /** An ISO 8601 period. */
  Optional<Period> period(String name) {
    try {
      return Optional.of(Period.parse(text(name)));
    } catch (DateTimeParseException noPeriod) {
      return Optional.empty();
    }
  }

  Optional<Instant> instant(String name) {
    try {
      return Optional.of(Instant.parse(text(name)));
    } catch (DateTimeParseException noInstant) {
      return Optional.empty();
    }
  }

  /** All texts of an object, by name. */
  Map<String, String> texts(String name) {
    Map<String, String> texts = new TreeMap<>();
    Fields object = inner(name);
    for (String key : object.json.fieldNames()) {
      texts.put(key, object.text(key));
    }
    return Collections.unmodifiableMap(texts);
  }

  <T> List<T> list(String name, Function<Object, T> read) {
    List<T> items = new ArrayList<>();
    if (json.getValue(name) instanceof JsonArray array) {
      array.forEach(item -> items.add(read.apply(item)));
    }
    return List.copyOf(items);
  }
}
