// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A FHIR element under construction. FHIR R4 JSON: nothing is null and nothing is empty. */
final class Element {
  private final Map<String, Object> children = new LinkedHashMap<>();

  static Element resource(String type) {
    return new Element().with("resourceType", type);
  }

  static Map<String, Object> coding(String system, String code, String display) {
    return new Element()
        .with("system", system)
        .with("code", code)
        .with("display", display)
        .children();
  }

  static Map<String, Object> concept(Map<String, Object> coding) {
    return new Element().with("coding", List.of(coding)).children();
  }

  static Map<String, Object> identifier(String system, String value) {
    return new Element().with("system", system).with("value", value).children();
  }

  /** A reference by what names the thing rather than by where it is. */
  static Map<String, Object> named(
      String type, Map<String, Object> identifier, @Nullable String display) {
    return new Element()
        .with("type", type)
        .with("identifier", identifier)
        .with("display", display)
        .children();
  }

  Element with(String name, @Nullable Object value) {
    boolean empty =
        value == null
            || (value instanceof Collection<?> list && list.isEmpty())
            || (value instanceof Map<?, ?> map && map.isEmpty());
    if (!empty) {
      children.put(name, value);
    }
    return this;
  }

  Map<String, Object> children() {
    return children;
  }
}
