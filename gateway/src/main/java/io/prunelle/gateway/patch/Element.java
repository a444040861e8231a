// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.patch;

import io.prunelle.gateway.format.Definitions;
import io.prunelle.gateway.format.Definitions.Child;
import io.prunelle.gateway.format.Definitions.Structure;
import io.prunelle.gateway.format.Tree;
import io.prunelle.gateway.format.Tree.Items;
import io.prunelle.gateway.format.Tree.Literal;
import io.prunelle.gateway.format.Tree.Members;
import io.prunelle.gateway.format.Tree.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An element that a patch brings along, as what it becomes in the resource.
 *
 * @param value null when there is nothing but what stands beside it
 * @param beside id and extensions of a primitive value; null for none
 */
record Element(Child child, @Nullable Tree value, @Nullable Tree beside) {

  private static final Literal NULL = new Literal("null");

  Tree valueOrNull() {
    return value == null ? NULL : value;
  }

  Tree besideOrNull() {
    return beside == null ? NULL : beside;
  }

  /** Of an element that does not repeat. */
  void into(Members members) {
    if (value != null) {
      members.of().put(child.name(), value);
    }
    if (beside != null) {
      members.of().put("_" + child.name(), beside);
    }
  }

  /**
   * Out of a part of Parameters.
   *
   * @param kinds what the element can be: of a choice, several
   */
  static Element of(Members part, List<Child> kinds) {
    for (String name : part.of().keySet()) {
      String plain = name.startsWith("_") ? name.substring(1) : name;
      if (plain.startsWith("value") && plain.length() > "value".length()) {
        Tree value = part.of().get(plain);
        Child kind = kind(plain, value, kinds);
        return new Element(
            kind,
            value == null ? null : value.copy(),
            kind.primitive() ? part.of().get("_" + plain) : null);
      }
    }
    Child kind = kinds.get(0);
    if (part.of().get("resource") instanceof Members resource && kind.type().equals("Resource")) {
      return new Element(kind, resource.copy(), null);
    }
    return new Element(kind, anonymous(part, kind), null);
  }

  /** http://hl7.org/fhir/R4/fhirpatch.html: a part of a resource has no type of its own. */
  private static Members anonymous(Members part, Child kind) {
    Structure structure = Definitions.type(kind.type());
    if (structure == null || !(part.of().get("part") instanceof Items parts)) {
      throw Patches.inapplicable("An operation has no value that fits.");
    }
    Members made = new Members();
    for (Tree one : parts.of()) {
      if (!(one instanceof Members inner) || !(inner.of().get("name") instanceof Text name)) {
        throw Patches.malformed("A part of the patch has no name.");
      }
      List<Child> kinds = structure.called(Steps.element(name.value()));
      if (kinds.isEmpty()) {
        throw Patches.inapplicable("A part of a value has no place in it.");
      }
      Spot.root(made).add(of(inner, kinds));
    }
    return made;
  }

  /** Codes, uris and the like are strings in JSON, whichever of them a client says. */
  private static Child kind(String name, @Nullable Tree value, List<Child> kinds) {
    String type = name.substring("value".length());
    for (Child kind : kinds) {
      if (kind.type().equalsIgnoreCase(type)) {
        return kind;
      }
    }
    for (Child kind : kinds) {
      Structure wanted = Definitions.type(kind.type());
      Structure given = Definitions.type(type);
      boolean alike =
          wanted != null
              && given != null
              && wanted.children().keySet().equals(given.children().keySet());
      boolean text = kind.primitive() && value instanceof Text && !isLiteral(kind.type());
      if ((alike && !kind.primitive()) || (text && kinds.size() == 1)) {
        return kind;
      }
      if (value instanceof Literal literal
          && kinds.size() == 1
          && isLiteral(kind.type())
          && kind.type().equals("boolean") == literal.value().matches("true|false")) {
        return kind;
      }
    }
    throw Patches.inapplicable("A value is of a type that cannot stand in its place.");
  }

  private static boolean isLiteral(String type) {
    return switch (type) {
      case "boolean", "integer", "positiveInt", "unsignedInt", "decimal" -> true;
      default -> false;
    };
  }
}
