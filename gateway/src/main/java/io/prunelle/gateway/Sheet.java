// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Found;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One page of all that may be shown, in the gateway's own order.
 *
 * @param shown what is on it: matches, then what they bring along
 * @param counted what its total counts, on all pages
 * @param last where it ends, if another page follows; else null
 */
record Sheet(List<Found> shown, List<Found> counted, @Nullable List<@Nullable String> last) {

  /**
   * Cuts it.
   *
   * @param after where the page before ended; null for the first
   */
  static Sheet of(
      AcrossRecords asked, Collection<Found> found, @Nullable List<@Nullable String> after) {
    List<Found> matches =
        found.stream()
            .filter(Found::match)
            .sorted((one, other) -> asked.order().compare(one.place(), other.place()))
            .toList();
    List<Found> following =
        matches.stream()
            .filter(match -> after == null || asked.order().compare(match.place(), after) > 0)
            .toList();
    if (asked.count() == 0) {
      return new Sheet(List.of(), matches, null);
    }
    List<Found> page = following.subList(0, Math.min(asked.count(), following.size()));
    List<Found> shown = new ArrayList<>(page);
    shown.addAll(broughtBy(page, found.stream().filter(one -> !one.match()).toList()));
    boolean more = following.size() > page.size();
    return new Sheet(shown, matches, more ? page.get(page.size() - 1).place() : null);
  }

  /** What these refer to, or what refers to them, and so on. */
  private static List<Found> broughtBy(List<Found> page, List<Found> brought) {
    Map<String, List<Found>> byKey = new HashMap<>();
    Map<String, List<Found>> byReference = new HashMap<>();
    for (Found one : brought) {
      byKey.computeIfAbsent(one.key(), first -> new ArrayList<>()).add(one);
      one.references()
          .forEach(to -> byReference.computeIfAbsent(to, first -> new ArrayList<>()).add(one));
    }
    Set<Found> taken = new HashSet<>();
    List<Found> shown = new ArrayList<>();
    Deque<Found> seen = new ArrayDeque<>(page);
    while (!seen.isEmpty() && shown.size() < brought.size()) {
      Found by = seen.poll();
      Stream.concat(
              by.references().stream().flatMap(to -> byKey.getOrDefault(to, List.of()).stream()),
              byReference.getOrDefault(by.key(), List.of()).stream())
          .filter(one -> reaches(by, one) && taken.add(one))
          .forEach(
              one -> {
                shown.add(one);
                seen.add(one);
              });
    }
    shown.sort(
        (one, other) ->
            (one.key() + " " + one.patient()).compareTo(other.key() + " " + other.patient()));
    return shown;
  }

  /**
   * To what is the same patient's, or nobody's. Whether a host brings somebody else's along depends
   * on whether both records live there.
   */
  private static boolean reaches(Found by, Found brought) {
    return brought.patient().equals(OnRecord.NOBODY) || brought.patient().equals(by.patient());
  }

  /** Whom it tells of. */
  Set<String> patients(boolean countsOnly) {
    Set<String> patients = new LinkedHashSet<>();
    (countsOnly ? counted : shown).forEach(found -> patients.add(found.patient()));
    patients.remove(OnRecord.NOBODY);
    return patients;
  }

  /** How much of it is about a patient. */
  long bytes(String patient) {
    return shown.stream()
        .filter(found -> found.patient().equals(patient))
        .mapToLong(found -> found.resource().length())
        .sum();
  }
}
