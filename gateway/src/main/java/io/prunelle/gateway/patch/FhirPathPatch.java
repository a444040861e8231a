// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.patch;

import io.prunelle.gateway.format.Definitions.Child;
import io.prunelle.gateway.format.Tree;
import io.prunelle.gateway.format.Tree.Items;
import io.prunelle.gateway.format.Tree.Literal;
import io.prunelle.gateway.format.Tree.Members;
import io.prunelle.gateway.format.Tree.Text;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** http://hl7.org/fhir/R4/fhirpatch.html. */
final class FhirPathPatch {

  /** What follows on from some elements alone, by what they are or hold. */
  private static final Pattern LOOKS = Pattern.compile("(where|extension|ofType|single)\\s*\\(");

  private final Spot root;
  private final FhirPath paths;

  private FhirPathPatch(Members resource) {
    this.root = Spot.root(resource);
    this.paths = new FhirPath(root);
  }

  static byte[] applied(byte[] patch, byte[] stored) {
    List<Operation> operations = operations(patch);
    try {
      Members resource = Tree.read(stored);
      FhirPathPatch applying = new FhirPathPatch(resource);
      operations.forEach(applying::apply);
      return resource.json();
    } catch (IOException unreadable) {
      throw Patches.inapplicable("The resource cannot be patched.");
    }
  }

  static boolean looks(byte[] patch) {
    return operations(patch).stream().anyMatch(one -> LOOKS.matcher(one.path()).find());
  }

  /** An operation by the names of its parts. */
  private record Operation(Map<String, Members> parts) {

    private String path() {
      return text("path");
    }

    private String text(String name) {
      Members part = parts.get(name);
      if (part != null) {
        for (Map.Entry<String, Tree> member : part.of().entrySet()) {
          if (member.getKey().startsWith("value") && member.getValue() instanceof Text text) {
            return text.value();
          }
        }
      }
      throw Patches.malformed("An operation of the patch needs the part " + name + ".");
    }

    private int number(String name) {
      Members part = parts.get(name);
      Tree value = part == null ? null : part.of().get("valueInteger");
      if (value instanceof Literal literal && literal.value().matches("[0-9]{1,9}")) {
        return Integer.parseInt(literal.value());
      }
      throw Patches.malformed("An operation of the patch needs the part " + name + ", a number.");
    }

    private Members value() {
      Members part = parts.get("value");
      if (part == null) {
        throw Patches.malformed("An operation of the patch needs a value.");
      }
      return part;
    }
  }

  private static List<Operation> operations(byte[] patch) {
    Members parameters;
    try {
      parameters = Tree.read(patch);
    } catch (IOException notJson) {
      throw notParameters();
    }
    if (!new Text("Parameters").equals(parameters.of().get("resourceType"))) {
      throw notParameters();
    }
    List<Tree> given = items(parameters.of().get("parameter"));
    if (given.size() > Patches.MOST_OPERATIONS) {
      throw Patches.tooLong();
    }
    return given.stream().map(FhirPathPatch::operation).toList();
  }

  private static List<Tree> items(@Nullable Tree tree) {
    if (tree == null) {
      return List.of();
    } else if (tree instanceof Items items) {
      return items.of();
    }
    throw notParameters();
  }

  private static Operation operation(Tree parameter) {
    if (!(parameter instanceof Members operation)
        || !new Text("operation").equals(operation.of().get("name"))) {
      throw notParameters();
    }
    Map<String, Members> parts = new HashMap<>();
    for (Tree one : items(operation.of().get("part"))) {
      if (!(one instanceof Members part)
          || !(part.of().get("name") instanceof Text name)
          || parts.put(name.value(), part) != null) {
        throw notParameters();
      }
    }
    return new Operation(parts);
  }

  private void apply(Operation operation) {
    switch (operation.text("type")) {
      case "add" -> add(operation);
      case "insert" -> insert(operation);
      case "delete" -> delete(operation);
      case "replace" -> replace(operation);
      case "move" -> move(operation);
      default -> throw Patches.malformed("An operation is none of FHIRPath Patch.");
    }
  }

  private void add(Operation operation) {
    Spot target = one(operation.path());
    String element = Steps.element(operation.text("name"));
    List<Child> kinds = target.known(element);
    if (kinds.isEmpty()) {
      throw Patches.inapplicable("An element to be added has no place where the path leads.");
    } else if (!kinds.get(0).many() && !target.children(element).isEmpty()) {
      throw Patches.inapplicable("An element to be added is there already, and does not repeat.");
    }
    target.add(Element.of(operation.value(), kinds));
  }

  private void insert(Operation operation) {
    List<Spot> list = list(operation.path());
    int index = operation.number("index");
    if (index > list.size()) {
      throw outside();
    }
    Element element = Element.of(operation.value(), List.of(list.get(0).child()));
    if (index == list.size()) {
      parent(list.get(0)).add(element);
    } else {
      list.get(index).insert(element);
    }
  }

  private void delete(Operation operation) {
    List<Spot> found = paths.select(operation.path());
    if (found.size() > 1) {
      throw Patches.inapplicable("A path leads to several elements; one can be deleted at a time.");
    }
    found.forEach(spot -> changeable(spot).remove());
  }

  private void replace(Operation operation) {
    Spot target = changeable(one(operation.path()));
    target.replace(Element.of(operation.value(), parent(target).known(target.child().element())));
  }

  private void move(Operation operation) {
    List<Spot> list = list(operation.path());
    int from = operation.number("source");
    int to = operation.number("destination");
    if (from >= list.size() || to >= list.size()) {
      throw outside();
    }
    list.get(from).move(to);
  }

  private Spot one(String path) {
    List<Spot> found = paths.select(path);
    if (found.size() != 1) {
      throw Patches.inapplicable("A path leads to no element, or to several.");
    }
    return found.get(0);
  }

  /** All of one list, and not some of it. */
  private List<Spot> list(String path) {
    List<Spot> found = paths.select(path);
    if (found.isEmpty() || found.get(0).isRoot()) {
      throw Patches.inapplicable("A path leads to no list.");
    }
    Spot first = changeable(found.get(0));
    List<Spot> all = parent(first).children(first.child().element());
    boolean whole =
        first.child().many()
            && all.size() == found.size()
            && found.stream().allMatch(spot -> spot.parent() == first.parent());
    if (!whole) {
      throw Patches.inapplicable("A path leads to something else than one list.");
    }
    return found;
  }

  private static Spot changeable(Spot spot) {
    if (spot.isRoot()) {
      throw Patches.inapplicable("The resource as a whole cannot be replaced or deleted.");
    }
    return spot;
  }

  private static Spot parent(Spot spot) {
    Spot parent = spot.parent();
    if (parent == null) {
      throw new IllegalStateException("an element without a parent");
    }
    return parent;
  }

  private static RuntimeException outside() {
    return Patches.inapplicable("An index is outside of its list.");
  }

  private static RuntimeException notParameters() {
    return Patches.malformed("The body is not the Parameters of a FHIRPath Patch.");
  }
}
