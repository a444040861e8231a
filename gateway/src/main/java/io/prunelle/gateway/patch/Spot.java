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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where an element stands in a resource in JSON: which of a primitive value holds its id and
 * extensions beside it, under the name with an underscore.
 */
final class Spot {

  private static final Literal NULL = new Literal("null");

  private final @Nullable Spot parent;
  private final Members holder;
  private final @Nullable Child child;
  private final int index;

  private Spot(@Nullable Spot parent, Members holder, @Nullable Child child, int index) {
    this.parent = parent;
    this.holder = holder;
    this.child = child;
    this.index = index;
  }

  /** The resource itself. */
  static Spot root(Members resource) {
    return new Spot(null, resource, null, 0);
  }

  boolean isRoot() {
    return child == null;
  }

  /** What it is an element of; null for a resource. */
  @Nullable Spot parent() {
    return parent;
  }

  /** As its parent's definition has it. */
  Child child() {
    return Objects.requireNonNull(child);
  }

  /** The name of its type. */
  String type() {
    if (child != null && !child.type().equals("Resource")) {
      return child.type();
    }
    Members resource = child == null ? holder : value() instanceof Members m ? m : new Members();
    return resource.of().get("resourceType") instanceof Text text ? text.value() : "";
  }

  @Nullable Tree value() {
    return child == null ? holder : at(child.name());
  }

  private @Nullable Tree at(String name) {
    Tree tree = holder.of().get(name);
    if (tree instanceof Items items && child().many()) {
      tree = index < items.of().size() ? items.of().get(index) : null;
    }
    return NULL.equals(tree) ? null : tree;
  }

  /** What its own elements can be. */
  private @Nullable Structure structure() {
    return child != null && child.primitive()
        ? child.attribute() ? null : Definitions.type("Element")
        : Definitions.type(type());
  }

  /** What an element of its own can be; null if there can be no such one. */
  List<Child> known(String element) {
    Structure structure = structure();
    return structure == null ? List.of() : structure.called(element);
  }

  /** Where its own elements stand, if it has any. */
  private @Nullable Members members() {
    if (child == null) {
      return holder;
    }
    return (child.primitive() ? at("_" + child.name()) : value()) instanceof Members members
        ? members
        : null;
  }

  /** The same, made if there is none: for an id or extension beside a value. */
  private Members membersMade() {
    Members members = members();
    if (members == null) {
      members = new Members();
      put("_" + child().name(), members);
    }
    return members;
  }

  /** Those of its elements that are there. */
  List<Spot> children(String element) {
    List<Spot> found = new ArrayList<>();
    Members members = members();
    if (members == null) {
      return found;
    }
    for (Child one : known(element)) {
      int count = count(members, one);
      for (int i = 0; i < count; i++) {
        found.add(new Spot(this, members, one, i));
      }
    }
    return found;
  }

  private static int count(Members members, Child one) {
    Tree value = members.of().get(one.name());
    Tree beside = members.of().get("_" + one.name());
    if (one.many()) {
      return Math.max(size(value), size(beside));
    }
    return value != null || (beside != null && one.primitive()) ? 1 : 0;
  }

  private static int size(@Nullable Tree list) {
    return list instanceof Items items ? items.of().size() : 0;
  }

  private void put(String name, Tree tree) {
    if (child().many()) {
      list(name).of().set(index, tree);
    } else {
      holder.of().put(name, tree);
    }
  }

  /** The list under the name, made as long as its companion. */
  private Items list(String name) {
    Items items =
        holder.of().computeIfAbsent(name, first -> new Items()) instanceof Items list
            ? list
            : new Items();
    pad(items, count(holder, child()));
    return items;
  }

  /** Puts another element in its place. */
  void replace(Element element) {
    if (!child().many()) {
      drop(child().name());
      element.into(holder);
      return;
    }
    put(child().name(), element.valueOrNull());
    if (child().primitive()) {
      put("_" + child().name(), element.besideOrNull());
      tidy();
    }
  }

  /** Adds an element that is none of it yet, at the end of its list if it has one. */
  void add(Element element) {
    Child kind = element.child();
    Members members = membersMade();
    if (kind.many()) {
      new Spot(this, members, kind, count(members, kind)).insert(element);
    } else {
      element.into(members);
    }
  }

  /** Inserts an element into the list, before this place. */
  void insert(Element element) {
    Items values = list(child().name());
    if (child().primitive()) {
      list("_" + child().name()).of().add(index, element.besideOrNull());
    }
    values.of().add(index, element.valueOrNull());
    tidy();
  }

  private static void pad(Items items, int length) {
    while (items.of().size() < length) {
      items.of().add(NULL);
    }
  }

  /** Takes the element out, and its parent too if nothing is left of that. */
  void remove() {
    if (child().many()) {
      int length = count(holder, child());
      for (String name : List.of(child().name(), "_" + child().name())) {
        if (holder.of().get(name) instanceof Items items) {
          pad(items, length);
          items.of().remove(index);
        }
      }
      tidy();
    } else {
      drop(child().name());
    }
    if (holder.of().isEmpty() && parent != null && !parent.isRoot()) {
      parent.removeEmptied();
    }
  }

  /** The value stays when only what stood beside it is gone. */
  private void removeEmptied() {
    if (child().primitive() && value() != null) {
      holder.of().remove("_" + child().name());
    } else {
      remove();
    }
  }

  private void drop(String name) {
    holder.of().remove(name);
    holder.of().remove("_" + name);
  }

  /** Moves the element to another place of its list. */
  void move(int to) {
    for (String name : List.of(child().name(), "_" + child().name())) {
      if (holder.of().get(name) instanceof Items items) {
        pad(items, count(holder, child()));
        items.of().add(to, items.of().remove(index));
      }
    }
  }

  /** http://hl7.org/fhir/R4/json.html#primitive: no array of nothing but null. */
  private void tidy() {
    for (String name : List.of(child().name(), "_" + child().name())) {
      if (holder.of().get(name) instanceof Items items
          && items.of().stream().allMatch(NULL::equals)) {
        holder.of().remove(name);
      }
    }
  }
}
