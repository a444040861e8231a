// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.OnRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a host has of which others tell whose it is, as a Provenance is told by what it is about.
 * They may stand on other pages of that host's, so it is judged when all of them have been read:
 * where a page ends depends on what may not be shown.
 */
public final class Dependents {

  /** Of two patients, so that it tells of neither; no FHIR id. */
  private static final String AMBIGUOUS = "*";

  private final FhirBodies bodies;
  private final String base;

  /** By {@code Type/id}; empty for what was found to be of two. */
  private final Map<String, String> owners = new HashMap<>();

  private final List<Dependent> waiting = new ArrayList<>();
  private long bytes;

  /** What one of them would be as somebody's. */
  interface As {
    Found of(String patient);
  }

  private record Dependent(FhirResource resource, List<String> through, As as) {}

  /**
   * @param base the host's base URL
   */
  Dependents(FhirBodies bodies, String base) {
    this.bodies = bodies;
    this.base = base;
  }

  /** That something was found to be a patient's, or nobody's. */
  void tells(String key, String patient) {
    owners.merge(key, patient, (one, other) -> one.equals(other) ? one : AMBIGUOUS);
  }

  /** One that is told by others, if it is at all. */
  void wait(FhirResource resource, long length, As as) {
    List<String> through = bodies.through(resource, base);
    if (!through.isEmpty()) {
      waiting.add(new Dependent(resource, through, as));
      bytes += length;
    }
  }

  /** How long those are that wait. */
  public long bytes() {
    return bytes;
  }

  /** Those that can be told whose they are, now that there is no further page. */
  public List<Found> told() {
    return waiting.stream().flatMap(each -> found(each).stream()).toList();
  }

  private Optional<Found> found(Dependent dependent) {
    Set<String> patients =
        dependent.through().stream()
            .map(key -> owners.getOrDefault(key, AMBIGUOUS))
            .collect(Collectors.toSet());
    String patient = patients.iterator().next();
    return patients.size() == 1 && !patient.equals(AMBIGUOUS) && fits(dependent, patient)
        ? Optional.of(dependent.as().of(patient))
        : Optional.empty();
  }

  /** Of what nobody owns, what it is shared by is nobody's too; of a patient's, that patient's. */
  private boolean fits(Dependent dependent, String patient) {
    FhirResource resource = dependent.resource();
    boolean nobodys = patient.equals(OnRecord.NOBODY);
    return bodies.isShared(resource)
        ? nobodys && bodies.concerns(resource, OnRecord.NOBODY, base, owners.keySet())
        : !nobodys;
  }
}
