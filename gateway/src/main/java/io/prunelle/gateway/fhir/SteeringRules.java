// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.R4.ParameterType;
import io.prunelle.gateway.rest.R4.SearchParameter;
import io.prunelle.gateway.rest.SearchTerm.Simple;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parameters that steer a search rather than narrow it. Those that reach beyond the type searched,
 * or that only the host could judge, are known, and refused.
 */
final class SteeringRules {

  private static final Set<String> BEYOND =
      Set.of(
          "_has",
          "_filter",
          "_query",
          "_list",
          "_content",
          "_text",
          "_contained",
          "_containedType",
          "_type",
          "near");

  /** What comes after these hardly matters, and each costs at every resource. */
  private static final int MOST_KEYS = 5;

  private static final Pattern TOTAL = Pattern.compile("none|estimate|accurate");

  private final String type;
  private final Set<String> steering;
  private final Set<String> seen = new HashSet<>();

  private SteeringRules(String type, Set<String> steering) {
    this.type = type;
    this.steering = steering;
  }

  static SteeringRules of(String type) {
    return new SteeringRules(type, Set.of("_count", "_sort", "_total"));
  }

  static SteeringRules ofLastN(String type) {
    return new SteeringRules(type, Set.of("_count", "max"));
  }

  static SteeringRules none(String type) {
    return new SteeringRules(type, Set.of());
  }

  /** Whether it says how to answer, and not what to find. */
  boolean steers(Simple simple) {
    return steering.contains(simple.name());
  }

  boolean knows(Simple simple) {
    return steers(simple) || BEYOND.contains(simple.name());
  }

  /** Throws the refusal. */
  Simple checked(Simple simple) {
    if (BEYOND.contains(simple.name())) {
      throw Reach.beyondTheRecord();
    }
    String value = String.join(",", simple.values());
    boolean taken =
        switch (simple.name()) {
          // nothing but the total: as _summary=count
          case "_count" ->
              SearchValues.COUNT.matcher(value).matches()
                  || (value.equals("0") && Compartment.single(type));
          case "max" -> SearchValues.COUNT.matcher(value).matches();
          case "_total" -> TOTAL.matcher(value).matches();
          default -> sorts(simple.values());
        };
    if (!taken || simple.modifier() != null || !seen.add(simple.name())) {
      throw SearchValues.malformed();
    }
    return simple.name().equals("_count") || simple.name().equals("max")
        ? new Simple(simple.name(), null, List.of(SearchValues.count(value)))
        : simple;
  }

  private boolean sorts(List<String> keys) {
    long distinct = keys.stream().map(SteeringRules::parameter).distinct().count();
    return distinct == keys.size()
        && keys.size() <= MOST_KEYS
        && keys.stream().allMatch(this::sorts);
  }

  private static String parameter(String key) {
    return key.startsWith("-") ? key.substring(1) : key;
  }

  /** By what the resource itself says: an order along a reference tells what is at its end. */
  private boolean sorts(String key) {
    String name = parameter(key);
    if (name.contains(".") || name.contains(":") || BEYOND.contains(name)) {
      throw Reach.beyondTheRecord();
    }
    return R4.parameter(type, name)
        .filter(parameter -> !HiddenUrls.mayBeIn(type, parameter))
        .map(SearchParameter::type)
        .filter(kind -> kind != ParameterType.REFERENCE && kind != ParameterType.COMPOSITE)
        .isPresent();
  }
}
