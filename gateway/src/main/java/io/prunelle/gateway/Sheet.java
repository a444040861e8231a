// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.Led;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.Steps;
import io.prunelle.gateway.filter.Found;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    shown.addAll(broughtBy(asked.steps(), page, beside(page, matches, found)));
    boolean more = following.size() > page.size();
    return new Sheet(shown, matches, more ? page.get(page.size() - 1).place() : null);
  }

  /**
   * What the page may bring along, each once: also what is a match on another page. Whether a host
   * brings that along depends on where its own pages end.
   */
  private static Collection<Found> beside(
      List<Found> page, List<Found> matches, Collection<Found> found) {
    Map<List<String>, Found> beside = new LinkedHashMap<>();
    matches.forEach(match -> beside.put(identity(match), match));
    found.forEach(one -> beside.putIfAbsent(identity(one), one));
    page.forEach(standing -> beside.remove(identity(standing)));
    return beside.values();
  }

  private static List<String> identity(Found found) {
    return List.of(found.key(), found.patient());
  }

  /** What the steps that were asked for lead to from these. */
  private static List<Found> broughtBy(Steps steps, List<Found> page, Collection<Found> brought) {
    return new Led<>(steps, brought, Found::among, Sheet::reaches)
        .from(page).stream()
            .map(Found::brought)
            .sorted(Comparator.comparing(one -> one.key() + " " + one.patient()))
            .toList();
  }

  /**
   * To what is the same patient's, or nobody's. Whether a host brings somebody else's along depends
   * on whether both records live there. Where a patient lives is nobody's, and not reached from
   * what is nobody's either: an organization leads to whatever it manages, whoever lives there.
   */
  private static boolean reaches(Found by, Found brought) {
    boolean nobodys = by.patient().equals(OnRecord.NOBODY);
    return brought.patient().equals(OnRecord.NOBODY)
        ? !(nobodys && brought.isHome())
        : brought.patient().equals(by.patient());
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
