// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.Led;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.Steps;
import io.prunelle.gateway.filter.Found;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
    // A host that has something on one of its pages may bring it along on another
    Set<List<String>> standing = page.stream().map(Sheet::identity).collect(Collectors.toSet());
    shown.addAll(
        broughtBy(
            asked.steps(),
            page,
            found.stream()
                .filter(one -> !one.match() && !standing.contains(identity(one)))
                .toList()));
    boolean more = following.size() > page.size();
    return new Sheet(shown, matches, more ? page.get(page.size() - 1).place() : null);
  }

  private static List<String> identity(Found found) {
    return List.of(found.key(), found.patient());
  }

  /** What the steps that were asked for lead to from these. */
  private static List<Found> broughtBy(Steps steps, List<Found> page, List<Found> brought) {
    List<Found> shown =
        new ArrayList<>(new Led<>(steps, brought, Found::among, Sheet::reaches).from(page));
    shown.sort(
        (one, other) ->
            (one.key() + " " + one.patient()).compareTo(other.key() + " " + other.patient()));
    return shown;
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
