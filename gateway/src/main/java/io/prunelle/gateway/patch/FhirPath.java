// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.patch;

import io.prunelle.gateway.format.Tree;
import io.prunelle.gateway.format.Tree.Literal;
import io.prunelle.gateway.format.Tree.Text;
import io.prunelle.gateway.patch.Steps.At;
import io.prunelle.gateway.patch.Steps.Condition;
import io.prunelle.gateway.patch.Steps.Name;
import io.prunelle.gateway.patch.Steps.OfType;
import io.prunelle.gateway.patch.Steps.Single;
import io.prunelle.gateway.patch.Steps.Step;
import io.prunelle.gateway.patch.Steps.Where;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows paths through one resource, for a bounded number of steps in all. */
final class FhirPath {

  private static final int MOST_VISITS = 500_000;

  private final Spot root;
  private int visits;

  FhirPath(Spot root) {
    this.root = root;
  }

  List<Spot> select(String path) {
    List<Step> steps = Steps.parse(path);
    List<Spot> found = List.of(root);
    for (int i = 0; i < steps.size(); i++) {
      boolean self =
          i == 0 && steps.get(0) instanceof Name name && name.element().equals(root.type());
      found = self ? found : step(steps.get(i), found);
    }
    return found;
  }

  private List<Spot> step(Step step, List<Spot> from) {
    if (step instanceof Name name) {
      List<Spot> found = new ArrayList<>();
      from.forEach(spot -> found.addAll(visited(spot.children(name.element()))));
      return found;
    } else if (step instanceof At at) {
      int index = at.index() < 0 ? from.size() + at.index() : at.index();
      return index >= 0 && index < from.size() ? List.of(from.get(index)) : List.of();
    } else if (step instanceof Single) {
      if (from.size() > 1) {
        throw Patches.inapplicable("A path that must lead to one element leads to several.");
      }
      return from;
    } else if (step instanceof OfType type) {
      return from.stream().filter(spot -> spot.type().equalsIgnoreCase(type.type())).toList();
    }
    List<Condition> all = ((Where) step).all();
    return from.stream().filter(spot -> all.stream().allMatch(one -> holds(one, spot))).toList();
  }

  private boolean holds(Condition condition, Spot spot) {
    List<Spot> found = List.of(spot);
    for (String name : condition.path()) {
      found = step(new Name(name), found);
    }
    boolean exists = condition.literal().isEmpty() && !condition.text();
    return exists ? !found.isEmpty() : found.size() == 1 && equal(condition, found.get(0).value());
  }

  private static boolean equal(Condition condition, @Nullable Tree value) {
    String wanted = condition.literal();
    if (value instanceof Text text) {
      return condition.text() && text.value().equals(wanted);
    } else if (value instanceof Literal literal && !condition.text()) {
      boolean numbers = (literal.value() + wanted).matches("[-+.eE0-9]*");
      return numbers
          ? new BigDecimal(literal.value()).compareTo(new BigDecimal(wanted)) == 0
          : literal.value().equals(wanted);
    }
    return false;
  }

  private List<Spot> visited(List<Spot> spots) {
    visits += spots.size() + 1;
    if (visits > MOST_VISITS) {
      throw Patches.tooLong();
    }
    return spots;
  }
}
