// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.rest.Grammar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value of a token parameter (http://hl7.org/fhir/R4/search.html#token) or of a reference ({@code
 * Type/id}), compared with an element. Codes are compared letter by letter, as they are where a
 * code system does not say otherwise.
 *
 * @param system null for any; empty for none
 * @param code null for any of the system; of a reference, the whole
 */
record SearchValue(@Nullable String system, @Nullable String code) {

  private static final Pattern TYPE_AND_ID = Pattern.compile("([A-Z][A-Za-z]{1,63})/(.{1,64})");

  /** Empty for what says nothing. */
  static Optional<SearchValue> parse(String value) {
    int bar = bar(value);
    SearchValue parsed =
        bar < 0
            ? new SearchValue(null, plain(value))
            : new SearchValue(plain(value.substring(0, bar)), plain(value.substring(bar + 1)));
    boolean anything =
        parsed.code.isEmpty() && Objects.requireNonNullElse(parsed.system, "").isEmpty();
    return anything
        ? Optional.empty()
        : Optional.of(parsed.code.isEmpty() ? new SearchValue(parsed.system, null) : parsed);
  }

  /** The first bar that is not escaped. */
  private static int bar(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) == '\\') {
        i++;
      } else if (value.charAt(i) == '|') {
        return i;
      }
    }
    return -1;
  }

  /** http://hl7.org/fhir/R4/search.html#escaping. */
  private static String plain(String value) {
    return value.replaceAll("\\\\(.)", "$1");
  }

  /**
   * Whether it can be compared with elements of the datatype as a host would. The system of a
   * {@code code} does not stand in the resource, so a value for one must not name a system.
   */
  boolean fits(String datatype) {
    return switch (datatype) {
      case "Coding", "CodeableConcept", "Identifier" -> true;
      case "code", "string", "boolean", "ContactPoint" -> system == null;
      case "id" -> system == null && code != null && Grammar.isId(code);
      case "Reference" -> system == null && target().isPresent();
      default -> false;
    };
  }

  /** The type that a reference is to. */
  Optional<String> target() {
    Matcher matcher = TYPE_AND_ID.matcher(code == null ? "" : code);
    return matcher.matches() && Grammar.isId(matcher.group(2))
        ? Optional.of(matcher.group(1))
        : Optional.empty();
  }

  boolean matches(String datatype, Object element) {
    if (element instanceof JsonObject object) {
      return switch (datatype) {
        case "CodeableConcept" ->
            object.getValue("coding") instanceof JsonArray codings
                && codings.stream().anyMatch(coding -> matches("Coding", coding));
        case "Coding" -> named(object.getValue("system"), object.getValue("code"));
        case "Identifier" -> named(object.getValue("system"), object.getValue("value"));
        case "ContactPoint" -> Objects.equals(code, object.getValue("value"));
        case "Reference" -> Objects.equals(code, object.getValue("reference"));
        default -> false;
      };
    }
    return switch (datatype) {
      case "code", "string", "id" -> element.equals(code);
      case "boolean" -> element instanceof Boolean && element.toString().equals(code);
      default -> false;
    };
  }

  private boolean named(@Nullable Object theirSystem, @Nullable Object theirCode) {
    boolean sameSystem =
        system == null || (system.isEmpty() ? theirSystem == null : system.equals(theirSystem));
    return sameSystem && theirCode != null && (code == null || code.equals(theirCode));
  }
}
