// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parsed query parameters, in order. */
public record Query(List<Parameter> parameters) {

  public static final Query NONE = new Query(List.of());

  /** In a URL, in characters. */
  public static final int LONGEST = 4_096;

  /** Where no plus was escaped, a query has a space, which no date has. */
  private static final Pattern EAST = Pattern.compile("(.*T\\d\\d:[\\d:.]+) (\\d\\d:\\d\\d)");

  /** One decoded parameter. */
  public record Parameter(String name, String value) {}

  public static Query of(String name, String value) {
    return new Query(List.of(new Parameter(name, value)));
  }

  /** Reads a query string; throws the refusal when it is malformed. */
  public static Query parse(String encoded) {
    return QueryParser.parse(encoded, LONGEST);
  }

  /**
   * A date as it was meant, in the value of a parameter: HAPI's client, for one, does not escape
   * the plus of a time zone in what it asks a history for.
   */
  public static String zoned(String date) {
    Matcher east = EAST.matcher(date);
    return east.matches() ? east.group(1) + "+" + east.group(2) : date;
  }

  public boolean isEmpty() {
    return parameters.isEmpty();
  }

  /** These parameters, then those. */
  public Query and(Query further) {
    List<Parameter> all = new ArrayList<>(parameters);
    all.addAll(further.parameters);
    return new Query(List.copyOf(all));
  }

  /** The query written anew: everything escaped, whatever the client escaped or did not. */
  public String encoded() {
    return parameters.stream()
        .map(
            parameter ->
                encode(parameter.name()).replace("%3A", ":") + "=" + encode(parameter.value()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
