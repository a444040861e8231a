// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.fhir.Led;
import io.prunelle.gateway.fhir.Steps;
import io.prunelle.gateway.fhir.Steps.Place;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a host's answer brings along, as far as what is shown leads to it. A host brings what it
 * finds by way of others' resources as well, such as the doctor of a patient who is masked: that
 * may be nobody's, and would tell of that patient all the same.
 */
final class Brought {

  private final Steps steps;
  private final String base;
  private final byte[] json;

  private record Placed(HostEntry entry, Place place) {}

  /**
   * In one answer.
   *
   * @param steps by which it was to be brought
   * @param base the host's base URL, as absolute references may begin with
   * @param json the answer
   */
  Brought(Steps steps, String base, byte[] json) {
    this.steps = steps;
    this.base = base;
    this.json = json;
  }

  /**
   * Which of these are led to by what was found, or by what is, and may be shown; in their order.
   *
   * @param found with a resource each, as those
   * @param may whether one may be shown
   */
  List<HostEntry> by(
      Collection<HostEntry> found, List<HostEntry> brought, Predicate<HostEntry> may) {
    if (found.isEmpty() || brought.isEmpty()) {
      return List.of();
    }
    List<Placed> placed = brought.stream().map(this::placed).toList();
    Set<Placed> led =
        new Led<>(
                steps,
                placed,
                Placed::place,
                (by, one) -> may.test(one.entry()) && !leadsToAnybodysHome(by, one))
            .from(found.stream().map(this::placed).toList());
    return placed.stream().filter(led::contains).map(Placed::entry).toList();
  }

  /** As an organization leads to whatever it manages, whoever lives there. */
  private boolean leadsToAnybodysHome(Placed by, Placed one) {
    HostEntry entry = one.entry();
    return FhirBodies.isShared(by.place().type())
        && Homes.isOne(Objects.requireNonNull(entry.resource()), json, entry.from(), entry.to());
  }

  private Placed placed(HostEntry entry) {
    FhirResource resource = Objects.requireNonNull(entry.resource());
    return new Placed(
        entry,
        steps.place(
            resource,
            entry.name(),
            base,
            () ->
                Buffer.buffer(Arrays.copyOfRange(json, entry.from(), entry.to())).toJsonObject()));
  }
}
