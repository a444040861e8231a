// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.R4.ParameterType;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What values and modifiers search parameters take, by their type
 * (http://hl7.org/fhir/R4/search.html#ptypes). References have rules of their own.
 */
final class SearchValues {

  private static final int MOST = 1_000;

  static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,8}");

  static final Pattern INSTANT = Pattern.compile("\\d{4}[\\d:TZ.+-]{0,32}");

  /** http://hl7.org/fhir/R4/http.html#history: searched as dates are. */
  static final Pattern AT = Pattern.compile("(eq|gt|lt|ge|le)?" + INSTANT.pattern());

  private static final String PREFIX = "(eq|ne|gt|lt|ge|le|sa|eb|ap)?";
  private static final String NUMBER = "[+-]?\\d{1,32}(\\.\\d{1,32})?([eE][+-]?\\d{1,4})?";
  private static final Pattern ANYTHING = Pattern.compile("(?s).{1,1024}");
  private static final Pattern NOTHING = Pattern.compile("(?!)");

  private static final Map<ParameterType, Pattern> VALUES =
      Map.of(
          ParameterType.NUMBER, Pattern.compile(PREFIX + NUMBER),
          ParameterType.DATE,
              Pattern.compile(
                  PREFIX
                      + "\\d{4}(-\\d\\d(-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)?)?)?)?"),
          ParameterType.QUANTITY, Pattern.compile(PREFIX + NUMBER + "(\\|[^|]*\\|[^|]*)?"),
          ParameterType.STRING, ANYTHING,
          ParameterType.TOKEN, ANYTHING,
          ParameterType.URI, ANYTHING,
          ParameterType.COMPOSITE, Pattern.compile("[^$]+(\\$[^$]+){1,4}"));

  private static final Map<ParameterType, Set<String>> MODIFIERS =
      Map.of(
          ParameterType.STRING, Set.of("exact", "contains"),
          ParameterType.TOKEN, Set.of("text", "not", "above", "below", "in", "not-in", "of-type"),
          ParameterType.URI, Set.of("above", "below"));

  private SearchValues() {}

  /**
   * A number of {@link #COUNT} as it is sent: who asks for more than they get is given less
   * (http://hl7.org/fhir/R4/search.html#count).
   */
  static String count(String asked) {
    return Integer.toString(Math.min(Integer.parseInt(asked), MOST));
  }

  static boolean takes(ParameterType type, String value) {
    return VALUES.getOrDefault(type, NOTHING).matcher(value).matches();
  }

  static boolean knows(ParameterType type, String modifier) {
    return MODIFIERS.getOrDefault(type, Set.of()).contains(modifier);
  }

  static RuntimeException malformed() {
    return new Refusal.BadExchange(
            400, "parameter-malformed", "A parameter has a value or a modifier it does not take.")
        .refused();
  }
}
