// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Query.Parameter;
import io.prunelle.gateway.rest.SearchTerm.Chained;
import io.prunelle.gateway.rest.SearchTerm.Hop;
import io.prunelle.gateway.rest.SearchTerm.Include;
import io.prunelle.gateway.rest.SearchTerm.Reverse;
import io.prunelle.gateway.rest.SearchTerm.Simple;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of search parameters. */
final class SearchTerms {

  private static final Pattern PART =
      Pattern.compile("(?<name>[A-Za-z_][A-Za-z0-9_-]{0,63})(:(?<modifier>[A-Za-z-]{1,64}))?");
  private static final Pattern REVERSE = Pattern.compile("_has:(?<path>[A-Za-z0-9_:.-]{1,256})");
  private static final Pattern INCLUDE =
      Pattern.compile(
          "(?<source>[A-Z][A-Za-z]{1,63}):(?<parameter>[A-Za-z_][A-Za-z0-9_-]{0,63})(:(?<target>[A-Z][A-Za-z]{1,63}))?");

  private SearchTerms() {}

  static SearchTerm parse(Parameter parameter) {
    Matcher reverse = REVERSE.matcher(parameter.name());
    if (reverse.matches()) {
      return new Reverse(reverse.group("path"), parameter.value());
    }
    String[] parts = parameter.name().split("\\.", -1);
    Simple last = simple(parts[parts.length - 1], parameter.value());
    if (parts.length == 1) {
      boolean include = last.name().equals("_include") || last.name().equals("_revinclude");
      return include ? include(last, parameter.value()) : last;
    }
    List<Hop> hops = new ArrayList<>();
    for (int i = 0; i < parts.length - 1; i++) {
      Simple hop = simple(parts[i], "");
      hops.add(new Hop(hop.name(), hop.modifier()));
    }
    return new Chained(List.copyOf(hops), last);
  }

  private static Simple simple(String part, String value) {
    Matcher matcher = PART.matcher(part);
    if (!matcher.matches()) {
      throw malformed();
    }
    return new Simple(matcher.group("name"), matcher.group("modifier"), values(value));
  }

  private static Include include(Simple steering, String value) {
    if (value.equals("*")) {
      throw new Refusal.NotSupported(
              "parameter-beyond-record",
              "What is to be brought along has to be named, as Type:parameter.")
          .refused();
    }
    @Nullable String modifier = steering.modifier();
    Matcher matcher = INCLUDE.matcher(value);
    if (!matcher.matches() || (modifier != null && !modifier.equals("iterate"))) {
      throw malformed();
    }
    return new Include(
        steering.name().equals("_revinclude"),
        modifier != null,
        matcher.group("source"),
        matcher.group("parameter"),
        matcher.group("target"));
  }

  /** http://hl7.org/fhir/R4/search.html#escaping: a backslash before a comma keeps it. */
  private static List<String> values(String value) {
    List<String> values = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        i++;
        if (i == value.length()) {
          throw malformed();
        }
      } else if (c == ',') {
        values.add(value.substring(start, i));
        start = i + 1;
      }
    }
    values.add(value.substring(start));
    return List.copyOf(values);
  }

  private static RuntimeException malformed() {
    return new Refusal.BadExchange(
            400, "query-malformed", "A search parameter has no form that FHIR knows.")
        .refused();
  }
}
