// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.json.InvalidMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule that a field breaks, as the end of a message key with the numbers and codes in it as
 * arguments: the rules are written once, in English, and said in the reader's language here.
 */
record Rule(String key, List<String> arguments) {
  private static final Pattern ARGUMENT = Pattern.compile("\\b(?:\\d+|[A-Z]{2})\\b");

  static Rule of(InvalidMember invalid) {
    // what was written is not repeated: FR is in the European Economic Area
    String rule = invalid.rule().replaceFirst("^\\S+ (?=is )", "");
    List<String> arguments = new ArrayList<>();
    Matcher matcher = ARGUMENT.matcher(rule);
    while (matcher.find()) {
      arguments.add(matcher.group());
    }
    return new Rule(
        ARGUMENT.matcher(rule).replaceAll("N").replaceAll("[^A-Za-z]+", "-").replaceAll("-$", ""),
        List.copyOf(arguments));
  }

  Map<String, Object> model() {
    return Map.of("key", key, "arguments", arguments);
  }
}
