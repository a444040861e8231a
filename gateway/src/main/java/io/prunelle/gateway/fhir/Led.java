// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Steps.Place;
import io.prunelle.gateway.rest.SearchTerm.Include;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * What {@link Steps} lead to from what was found, and on from there, of what a host brought along.
 *
 * @param <T> a resource, which stands in one place
 */
public final class Led<T> {

  private final Steps steps;
  private final Function<T, Place> place;
  private final BiPredicate<T, T> may;
  private final Map<String, List<T>> byName = new HashMap<>();

  /** By step, then by what is referred to. */
  private final List<Map<String, List<T>>> byReference = new ArrayList<>();

  private final Set<T> led = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<T> leading = new ArrayDeque<>();

  /**
   * Of these.
   *
   * @param place where each stands, by the same steps
   * @param may whether the first may lead to the second; asked again when more is known of what is
   *     shown
   */
  public Led(Steps steps, Collection<T> brought, Function<T, Place> place, BiPredicate<T, T> may) {
    this.steps = steps;
    this.place = place;
    this.may = may;
    steps.asked().forEach(step -> byReference.add(new HashMap<>()));
    brought.forEach(this::add);
  }

  private void add(T one) {
    Place its = place.apply(one);
    its.names().forEach(name -> at(byName, name).add(one));
    for (int i = 0; i < byReference.size(); i++) {
      for (String to : its.to().get(i)) {
        at(byReference.get(i), to).add(one);
      }
    }
  }

  private List<T> at(Map<String, List<T>> by, String name) {
    return by.computeIfAbsent(name, first -> new ArrayList<>());
  }

  /** Those that are, each by itself: two may be equal. */
  public Set<T> from(Collection<T> found) {
    found.forEach(one -> step(one, true));
    while (!leading.isEmpty()) {
      step(leading.poll(), false);
    }
    return led;
  }

  /** Only a step that is asked for time and again begins at what is not found itself. */
  private void step(T by, boolean found) {
    Place its = place.apply(by);
    for (int i = 0; i < byReference.size(); i++) {
      Include step = steps.asked().get(i);
      if (found || step.iterate()) {
        step(by, its, step, i);
      }
    }
  }

  private void step(T by, Place its, Include step, int number) {
    if (!step.reverse()) {
      for (String to : its.to().get(number)) {
        for (T one : byName.getOrDefault(to, List.of())) {
          if (Steps.endsAt(step, place.apply(one).type())) {
            lead(by, one);
          }
        }
      }
    } else if (Steps.endsAt(step, its.type())) {
      for (String name : its.names()) {
        byReference.get(number).getOrDefault(name, List.of()).forEach(one -> lead(by, one));
      }
    }
  }

  private void lead(T by, T one) {
    if (!led.contains(one) && may.test(by, one)) {
      led.add(one);
      leading.add(one);
    }
  }
}
