// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.OnRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a host has of which others tell whose it is, as a Provenance is told by what it is about.
 * They may stand on other pages of that host's, for where a page ends depends on what may not be
 * shown; so it waits for them, and no longer than until it is known to be nobody's to be shown.
 */
public final class Dependents {

  /** Of two patients, so that it tells of neither; no FHIR id. */
  private static final String AMBIGUOUS = "*";

  private final FhirBodies bodies;
  private final String base;
  private final Set<String> types;

  /** By {@code Type/id}. */
  private final Map<String, String> owners = new HashMap<>();

  /** Of which something is known that was not when they were last looked at. */
  private final Set<Dependent> open = new LinkedHashSet<>();

  /** By the {@code Type/id} of each that is not known yet. */
  private final Map<String, Set<Dependent>> waiting = new HashMap<>();

  /** Of which all is known. */
  private final List<Dependent> ready = new ArrayList<>();

  private long bytes;

  /** What one of them would be as somebody's. */
  interface As {
    Found of(String patient);
  }

  /** Not the same as another one of the same content. */
  private static final class Dependent {
    private final FhirResource resource;
    private final List<String> through;
    private final long length;
    private final As as;

    private Dependent(FhirResource resource, List<String> through, long length, As as) {
      this.resource = resource;
      this.through = through;
      this.length = length;
      this.as = as;
    }
  }

  /**
   * @param base the host's base URL
   * @param types that the host is asked for; empty for all
   */
  Dependents(FhirBodies bodies, String base, Set<String> types) {
    this.bodies = bodies;
    this.base = base;
    this.types = types;
  }

  /** That something was found to be a patient's, or nobody's. */
  void tells(String key, String patient) {
    String before = owners.putIfAbsent(key, patient);
    if (before == null) {
      open.addAll(Optional.ofNullable(waiting.remove(key)).orElse(Set.of()));
    } else if (!before.equals(patient)) {
      owners.put(key, AMBIGUOUS);
    }
  }

  /** One that is told by others, if it is at all, and they are asked for. */
  void wait(FhirResource resource, long length, As as) {
    List<String> through = bodies.through(resource, base);
    if (!through.isEmpty() && through.stream().allMatch(this::isAskedFor)) {
      open.add(new Dependent(resource, through, length, as));
      bytes += length;
    }
  }

  private boolean isAskedFor(String key) {
    return types.isEmpty() || types.contains(key.substring(0, key.indexOf('/')));
  }

  /** How long those are that wait, or are to be {@linkplain Filter#told told}. */
  public long bytes() {
    return bytes;
  }

  /**
   * Lets go of what is not to be shown, by as much as is known after a page.
   *
   * @param shown whose resources may be, of patients, and of {@link OnRecord#NOBODY}
   */
  public void judge(Predicate<String> shown) {
    for (Dependent each : open) {
      List<String> missing = each.through.stream().filter(key -> !owners.containsKey(key)).toList();
      if (!mayBeShown(each, shown)) {
        leave(each);
      } else if (missing.isEmpty()) {
        ready.add(each);
      } else {
        missing.forEach(
            key -> waiting.computeIfAbsent(key, first -> new LinkedHashSet<>()).add(each));
      }
    }
    open.clear();
  }

  private boolean mayBeShown(Dependent dependent, Predicate<String> shown) {
    Set<String> patients =
        dependent.through.stream()
            .filter(owners::containsKey)
            .map(owners::get)
            .collect(Collectors.toSet());
    return patients.size() <= 1
        && patients.stream().allMatch(one -> !one.equals(AMBIGUOUS) && shown.test(one));
  }

  private void leave(Dependent dependent) {
    bytes -= dependent.length;
    for (String key : dependent.through) {
      waiting.computeIfPresent(
          key,
          (same, all) -> {
            all.remove(dependent);
            return all.isEmpty() ? null : all;
          });
    }
  }

  /** How long those are that are to be told. */
  long ready() {
    return ready.stream().mapToLong(each -> each.length).sum();
  }

  /** Those of which all is known; they wait no longer. */
  List<Found> told() {
    List<Found> told = ready.stream().flatMap(each -> found(each).stream()).toList();
    bytes -= ready();
    ready.clear();
    return told;
  }

  private Optional<Found> found(Dependent dependent) {
    String patient = owners.getOrDefault(dependent.through.get(0), AMBIGUOUS);
    return fits(dependent.resource, patient)
        ? Optional.of(dependent.as.of(patient).toldBy(dependent.through))
        : Optional.empty();
  }

  /** Of what nobody owns, what it is shared by is nobody's too; of a patient's, that patient's. */
  private boolean fits(FhirResource resource, String patient) {
    boolean nobodys = patient.equals(OnRecord.NOBODY);
    return bodies.isShared(resource)
        ? nobodys && bodies.concerns(resource, OnRecord.NOBODY, base, owners.keySet())
        : !nobodys;
  }

  /** Whether what told whose it is was not found to be somebody else's too since then. */
  public boolean holds(Found found) {
    return found.through().stream().noneMatch(key -> AMBIGUOUS.equals(owners.get(key)));
  }
}
