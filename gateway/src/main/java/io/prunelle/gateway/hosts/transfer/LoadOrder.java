// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The order in which resources can be written so that what they refer to is there: strongly
 * connected components (an Encounter and a Condition may refer to each other), each after those it
 * refers to (R. Tarjan, Depth-first search and linear graph algorithms, 1972). Backwards, it is an
 * order in which they can be deleted.
 */
final class LoadOrder {

  private final Map<ResourceKey, Resource> nodes = new TreeMap<>();
  private final Map<ResourceKey, Visit> visits = new HashMap<>();
  private final Deque<Visit> open = new ArrayDeque<>();
  private final List<List<Resource>> components = new ArrayList<>();

  private LoadOrder(Collection<Resource> resources) {
    resources.forEach(resource -> nodes.put(resource.key(), resource));
  }

  /** Components, referenced ones first. References to anything else are taken as given. */
  static List<List<Resource>> of(Collection<Resource> resources) {
    LoadOrder order = new LoadOrder(resources);
    order.nodes.values().forEach(order::visitFrom);
    return order.components;
  }

  // Without recursion: a chain of references may be longer than the stack is deep
  private void visitFrom(Resource start) {
    if (visits.containsKey(start.key())) {
      return;
    }
    Deque<Visit> path = new ArrayDeque<>();
    path.push(enter(start));
    while (!path.isEmpty()) {
      Visit visit = path.element();
      if (visit.targets.hasNext()) {
        Resource target = nodes.get(visit.targets.next());
        if (target == null) {
          continue;
        }
        Visit known = visits.get(target.key());
        if (known == null) {
          path.push(enter(target));
        } else if (!known.closed) {
          visit.lowest = Math.min(visit.lowest, known.index);
        }
      } else {
        path.pop();
        if (!path.isEmpty()) {
          path.element().lowest = Math.min(path.element().lowest, visit.lowest);
        }
        if (visit.lowest == visit.index) {
          components.add(close(visit));
        }
      }
    }
  }

  private Visit enter(Resource resource) {
    Visit visit = new Visit(resource, visits.size());
    visits.put(resource.key(), visit);
    open.push(visit);
    return visit;
  }

  private List<Resource> close(Visit root) {
    List<Resource> component = new ArrayList<>();
    Visit member;
    do {
      member = open.pop();
      member.closed = true;
      component.add(member.resource);
    } while (member != root);
    Collections.reverse(component);
    return component;
  }

  private static final class Visit {
    private final Resource resource;
    private final int index;
    private final Iterator<ResourceKey> targets;
    private int lowest;
    private boolean closed;

    Visit(Resource resource, int index) {
      this.resource = resource;
      this.index = index;
      this.lowest = index;
      this.targets = resource.references().iterator();
    }
  }
}
