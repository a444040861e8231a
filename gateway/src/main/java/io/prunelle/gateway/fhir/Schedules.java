// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whose times Slots are of: a Slot itself says nothing but of which Schedule. */
final class Schedules {

  private static final String TYPE = "Schedule";

  private Schedules() {}

  /** That of a Slot, or those of the Slots in a Bundle. */
  static Set<String> of(FhirResource resource, String base) {
    String element =
        "Bundle".equals(resource.type())
            ? "entry.resource.schedule"
            : SharedTypes.OF_A_SCHEDULE.equals(resource.type()) ? "schedule" : "";
    return resource.references().stream()
        .filter(reference -> reference.path().equals(element))
        .map(reference -> References.below(base, reference.value()))
        .flatMap(Optional::stream)
        .filter(target -> target.type().equals(TYPE))
        .map(References.Target::key)
        .collect(Collectors.toUnmodifiableSet());
  }
}
