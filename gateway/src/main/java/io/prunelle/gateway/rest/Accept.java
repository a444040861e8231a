// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.format.Format;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client takes of what is offered (RFC 9110, 12.5;
 * http://hl7.org/fhir/R4/http.html#mime-type).
 */
final class Accept {

  private static final Map<Format, List<String>> TYPES =
      Map.of(
          Format.JSON, List.of("application/fhir+json", "application/json"),
          Format.XML, List.of("application/fhir+xml", "application/xml", "text/xml"));

  private static final Map<Format, Set<String>> CODES =
      Map.of(
          Format.JSON,
          // a plus sign in a query is a space to some
          Set.of("json", "application/fhir+json", "application/json", "application/fhir json"),
          Format.XML,
          Set.of(
              "xml",
              "application/fhir+xml",
              "application/xml",
              "text/xml",
              "application/fhir xml"));

  /** As most clients ask for it. */
  private static final String MIME = "application/fhir+json";

  /** Of FHIR, as MIME type parameters call it. */
  private static final String VERSION = "4.0";

  private static final Pattern WEIGHT = Pattern.compile("q=[01](\\.[0-9]{0,3})?");

  private final List<String> ranges;

  private Accept(List<String> ranges) {
    this.ranges = ranges;
  }

  /** The format that the header wants most: JSON if it wants both alike; null for none. */
  static @Nullable Format format(MultiMap headers) {
    List<String> given = headers.getAll(HttpHeaders.ACCEPT);
    if (given.isEmpty() || (given.size() == 1 && MIME.equals(given.get(0)))) {
      return Format.JSON;
    }
    Accept accept = new Accept(split(given));
    double json = accept.quality(Format.JSON);
    double xml = accept.quality(Format.XML);
    return json > 0 && json >= xml ? Format.JSON : xml > 0 ? Format.XML : null;
  }

  /** What a value of {@code _format} stands for; null for what is not offered. */
  static @Nullable Format format(String code) {
    String[] parts = code.toLowerCase(Locale.ROOT).split(";", -1);
    for (Format format : Format.values()) {
      if (CODES.get(format).contains(parts[0].strip()) && ofThisVersion(parts)) {
        return format;
      }
    }
    return null;
  }

  /** Whether an answer may be compressed (RFC 9110, 12.5.3). */
  static boolean gzip(MultiMap headers) {
    double named = -1;
    double any = -1;
    for (String range : split(headers.getAll(HttpHeaders.ACCEPT_ENCODING))) {
      String[] parts = range.split(";", -1);
      switch (parts[0].strip()) {
        case "gzip", "x-gzip" -> named = weight(parts);
        case "*" -> any = weight(parts);
        default -> {}
      }
    }
    return (named >= 0 ? named : any) > 0;
  }

  /** By the range that says the most about it, by whichever of its names. */
  private double quality(Format format) {
    int closest = 0;
    double quality = 0;
    for (String range : ranges) {
      String[] parts = range.split(";", -1);
      int close =
          TYPES.get(format).stream()
              .mapToInt(type -> closeness(parts[0].strip(), type))
              .max()
              .orElse(0);
      if (close > 0 && ofThisVersion(parts) && close >= closest) {
        quality = close == closest ? Math.max(quality, weight(parts)) : weight(parts);
        closest = close;
      }
    }
    return quality;
  }

  private static int closeness(String range, String type) {
    if (range.equals(type)) {
      return 3;
    } else if (range.equals(type.substring(0, type.indexOf('/')) + "/*")) {
      return 2;
    }
    return range.equals("*/*") ? 1 : 0;
  }

  private static boolean ofThisVersion(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replace(" ", "").replace("\"", "");
      if (parameter.startsWith("fhirversion=") && !parameter.equals("fhirversion=" + VERSION)) {
        return false;
      }
    }
    return true;
  }

  /** One when there is none, or none that can be read. */
  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replace(" ", "");
      if (WEIGHT.matcher(parameter).matches()) {
        return Double.parseDouble(parameter.substring(2));
      }
    }
    return 1;
  }

  private static List<String> split(List<String> headers) {
    return headers.stream()
        .flatMap(header -> List.of(header.toLowerCase(Locale.ROOT).split(",", -1)).stream())
        .toList();
  }
}
