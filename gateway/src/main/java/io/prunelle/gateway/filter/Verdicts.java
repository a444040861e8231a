// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which resources of one Bundle may be shown. Whose one is may be told by another. */
final class Verdicts {

  private final FhirBodies bodies;
  private final Examination examination;
  private final String base;
  private final Set<String> everythingOf;
  private final @Nullable String since;

  /** What else there is may be told by it whose it is, as a Provenance is by what it is about. */
  private final Set<String> known;

  /** The same, type and id by turns, before anything is told by it: in most answers nothing is. */
  private final List<String> unasked = new ArrayList<>();

  Verdicts(FhirBodies bodies, Examination examination) {
    this.bodies = bodies;
    this.examination = examination;
    this.base = examination.host().url().toString();
    this.everythingOf = examination.interaction().everythingOf();
    this.since = examination.interaction().since();
    this.known = new HashSet<>(examination.known());
  }

  /** Whether one may be that stands there in the document. */
  boolean shows(FhirResource resource, byte[] json, int from, int to) {
    Set<String> tell = bodies.isToldByOthers(resource) ? known() : Set.of();
    return isAskedFor(resource, json, from, to)
        && bodies.concerns(resource, examination.interaction().patient(), base, tell)
        && !(examination.interaction().touchesNobody() && Homes.isOne(resource, json, from, to))
        && !EarlierVersions.keptFrom(examination.grant(), resource, json, from, to)
        && (!examination.grant().limited() || covers(resource, json, from, to));
  }

  /** Of everything of some types, or since a time, a host may answer others as well. */
  private boolean isAskedFor(FhirResource resource, byte[] json, int from, int to) {
    return (everythingOf.isEmpty() || everythingOf.contains(String.valueOf(resource.type())))
        && (since == null || FhirBodies.isSince(since, Arrays.copyOfRange(json, from, to)));
  }

  private boolean covers(FhirResource resource, byte[] json, int from, int to) {
    return examination
        .grant()
        .shows(String.valueOf(resource.type()), Arrays.copyOfRange(json, from, to));
  }

  /** That others may be told by it, since it may be shown. */
  void tells(FhirResource resource) {
    unasked.add(String.valueOf(resource.type()));
    unasked.add(String.valueOf(resource.id()));
  }

  private Set<String> known() {
    for (int i = 0; i < unasked.size(); i += 2) {
      known.add(unasked.get(i) + "/" + unasked.get(i + 1));
    }
    unasked.clear();
    return known;
  }
}
