// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.References.Target;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose times there are: a Slot says nothing but of which Schedule it is, and a Schedule may be
 * that of a Device, which is the practice's or a patient's own.
 */
final class Schedules {

  private static final String SCHEDULE = "Schedule";
  private static final String DEVICE = "Device";

  /** How many devices one may be of; of more, it is not found out. */
  private static final int MOST_DEVICES = 8;

  private Schedules() {}

  /** What tells it of a Slot or a Schedule, or of those in a Bundle; as {@code Type/id}. */
  static Set<String> of(FhirResource resource, String base) {
    String type = String.valueOf(resource.type());
    boolean many = type.equals("Bundle");
    String within = many ? "entry.resource." : "";
    Set<String> tellers =
        resource.references().stream()
            .filter(
                reference ->
                    ((many || type.equals(SharedTypes.OF_A_SCHEDULE))
                            && leads(reference, within + "schedule", SCHEDULE, base))
                        || ((many || type.equals(SCHEDULE))
                            && leads(reference, within + "actor", DEVICE, base)))
            .map(reference -> References.below(base, reference.value()))
            .flatMap(Optional::stream)
            .map(Target::key)
            .collect(Collectors.toUnmodifiableSet());
    return many || tellers.size() <= MOST_DEVICES ? tellers : Set.of();
  }

  /** Whether a Schedule is of this device. */
  static boolean isOf(FhirResource resource, Reference reference, String base) {
    return SCHEDULE.equals(resource.type()) && leads(reference, "actor", DEVICE, base);
  }

  private static boolean leads(Reference reference, String path, String type, String base) {
    return reference.path().equals(path)
        && References.below(base, reference.value())
            .filter(target -> target.type().equals(type))
            .isPresent();
  }
}
