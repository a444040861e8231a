// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Representation;
import io.prunelle.gateway.rest.RestRequest;
import java.util.List;

/** How an answer may be written so that whose it is can still be told from it. */
final class Representations {

  private Representations() {}

  /** A resource known by its id. */
  static RestRequest ofOne(RestRequest request) {
    if ("count".equals(request.representation().summary())) {
      throw unfit();
    }
    return withSubjects(request);
  }

  /** What a write returns is examined like a read, so it has to be whole. */
  static RestRequest ofWrite(RestRequest request) {
    Representation asked = request.representation();
    return request.with(new Representation(asked.format(), asked.pretty(), null, List.of()));
  }

  /** Resources of several types. */
  static RestRequest ofBundle(RestRequest request) {
    Representation asked = request.representation();
    if ("count".equals(asked.summary()) || !asked.elements().isEmpty()) {
      throw unfit();
    }
    return withSubjects(request);
  }

  static RestRequest ofSearch(RestRequest request, String type) {
    Representation asked = request.representation();
    // A host's count counts what the filter would remove
    if ("count".equals(asked.summary()) && !Compartment.single(type)) {
      throw unfit();
    }
    return withSubjects(
        Compartment.subject(type)
            .map(Subject::root)
            .map(element -> request.with(asked.with(element)))
            .orElse(request));
  }

  /** {@code _summary=text} leaves the subject out, and HAPI answers it in HTML. */
  private static RestRequest withSubjects(RestRequest request) {
    if ("text".equals(request.representation().summary())) {
      throw unfit();
    }
    return request;
  }

  static RuntimeException unfit() {
    return new Refusal.NotSupported(
            "representation-not-attributable",
            "With this _summary or _elements an answer does not show whose it is.")
        .refused();
  }
}
