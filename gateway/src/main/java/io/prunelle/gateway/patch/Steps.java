// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Of FHIRPath, what patches need to name an element: names, indices, {@code where(…)} with equality
 * and {@code and}, {@code first()}, {@code last()}, {@code single()}, {@code ofType(…)}, {@code
 * extension(…)}. Nothing that computes, repeats, or looks elsewhere.
 */
final class Steps {

  private static final int LONGEST = 1_000;
  private static final int MOST = 60;
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<text>'(?:[^'\\\\]|\\\\['\"\\\\])*')|(?<name>[A-Za-z_][A-Za-z0-9_]{0,63})"
              + "|(?<number>-?[0-9]{1,18}(?:\\.[0-9]{1,18})?)|(?<sign>[.()\\[\\]=]))\\s*");

  /** A step from some elements to others. */
  sealed interface Step {}

  /** To those of this name. */
  record Name(String element) implements Step {}

  /** To one of them, counted from 0; from the end for -1. */
  record At(int index) implements Step {}

  /** To the only one. */
  record Single() implements Step {}

  record OfType(String type) implements Step {}

  record Where(List<Condition> all) implements Step {}

  /**
   * What an element has to have.
   *
   * @param literal as it stands in JSON, without quotes; empty where it only has to exist
   */
  record Condition(List<String> path, String literal, boolean text) {}

  private final List<String> tokens = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private int at;

  private Steps(String path) {
    Matcher matcher = TOKEN.matcher(path);
    int end = 0;
    while (path.length() <= LONGEST && end < path.length()) {
      if (!matcher.find(end) || matcher.start() != end || tokens.size() > MOST * 4) {
        break;
      }
      tokens.add(matcher.group().strip());
      end = matcher.end();
    }
    if (path.isEmpty() || end < path.length()) {
      throw unsupported();
    }
  }

  /** Takes a path apart; throws the refusal for one that asks for more. */
  static List<Step> parse(String path) {
    Steps parsing = new Steps(path);
    parsing.path();
    return List.copyOf(parsing.steps);
  }

  /** The name of an element, of a choice too. */
  static String element(String name) {
    return name.endsWith("[x]") ? name.substring(0, name.length() - 3) : name;
  }

  private void path() {
    steps.add(new Name(name()));
    while (at < tokens.size()) {
      if (steps.size() > MOST) {
        throw unsupported();
      } else if (taken("[")) {
        String index = next();
        if (!index.matches("[0-9]{1,9}")) {
          throw unsupported();
        }
        steps.add(new At(Integer.parseInt(index)));
        expect("]");
      } else {
        expect(".");
        String name = name();
        if (taken("(")) {
          function(name);
          expect(")");
        } else {
          steps.add(new Name(name));
        }
      }
    }
  }

  private void function(String name) {
    switch (name) {
      case "first" -> steps.add(new At(0));
      case "last" -> steps.add(new At(-1));
      case "single" -> steps.add(new Single());
      case "ofType" -> steps.add(new OfType(name()));
      case "where" -> steps.add(new Where(conditions()));
      case "extension" -> {
        steps.add(new Name("extension"));
        steps.add(new Where(List.of(new Condition(List.of("url"), text(next()), true))));
      }
      default -> throw unsupported();
    }
  }

  private List<Condition> conditions() {
    List<Condition> conditions = new ArrayList<>();
    do {
      conditions.add(condition());
    } while (taken("and"));
    return List.copyOf(conditions);
  }

  private Condition condition() {
    List<String> path = new ArrayList<>(List.of(name()));
    while (taken(".")) {
      String name = name();
      if (name.equals("exists") && taken("(")) {
        expect(")");
        return new Condition(List.copyOf(path), "", false);
      }
      path.add(name);
    }
    expect("=");
    String literal = next();
    boolean text = literal.startsWith("'");
    if (!text && !literal.matches("true|false|-?[0-9].*")) {
      throw unsupported();
    }
    return new Condition(List.copyOf(path), text ? text(literal) : literal, text);
  }

  private static String text(String literal) {
    if (!literal.startsWith("'")) {
      throw unsupported();
    }
    return literal.substring(1, literal.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  private String name() {
    String name = next();
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw unsupported();
    }
    return name;
  }

  private String next() {
    if (at >= tokens.size()) {
      throw unsupported();
    }
    return tokens.get(at++);
  }

  private boolean taken(String token) {
    if (at < tokens.size() && tokens.get(at).equals(token)) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(String token) {
    if (!taken(token)) {
      throw unsupported();
    }
  }

  private static RuntimeException unsupported() {
    return Patches.inapplicable(
        "A path is none of FHIRPath, or uses more of it than a patch needs: names, [index],"
            + " where(a.b = 'c' and …), exists(), first(), last(), single(), ofType(…) and"
            + " extension('…').");
  }
}
