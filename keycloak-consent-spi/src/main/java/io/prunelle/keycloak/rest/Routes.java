// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The paths that a JAX-RS class knows, with their methods.
 *
 * @param methods by path template, such as {@code hosts/{id}}
 */
record Routes(Map<String, Set<String>> methods) {
  private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}");

  static Routes of(Class<?> resource) {
    Map<String, Set<String>> methods = new TreeMap<>();
    for (Method method : resource.getMethods()) {
      Path path = method.getAnnotation(Path.class);
      if (path != null && !path.value().equals(Elsewhere.ANYTHING)) {
        Stream.of(method.getAnnotations())
            .map(Annotation::annotationType)
            .map(type -> type.getAnnotation(HttpMethod.class))
            .filter(verb -> verb != null)
            .forEach(
                verb ->
                    methods.computeIfAbsent(path.value(), p -> new TreeSet<>()).add(verb.value()));
      }
    }
    return new Routes(methods);
  }

  /** The methods of a path, with those that every path has; none when there is no such path. */
  Set<String> allowed(String path) {
    String plain = path.replaceAll("^/+|/+$", "");
    Set<String> allowed = new TreeSet<>();
    methods.forEach(
        (template, known) -> {
          if (pattern(template).matcher(plain).matches()) {
            allowed.addAll(known);
          }
        });
    if (!allowed.isEmpty()) {
      allowed.add(HttpMethod.OPTIONS);
    }
    if (allowed.contains(HttpMethod.GET)) {
      allowed.add(HttpMethod.HEAD);
    }
    return allowed;
  }

  private static Pattern pattern(String template) {
    StringBuilder pattern = new StringBuilder();
    for (String part : template.split("/", -1)) {
      pattern
          .append(pattern.isEmpty() ? "" : "/")
          .append(VARIABLE.matcher(part).matches() ? "[^/]+" : Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString());
  }
}
