// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Set;

/**
 * What the body of a write refers to and did not before, beside Patients; each once.
 *
 * @param owned what may be somebody's: {@code Type/id}, a {@linkplain FhirRequests#isName name} of
 *     an entry of the same transaction, or what {@linkplain FhirRequests#leadsElsewhere leads
 *     elsewhere}
 * @param shared what nobody owns, as {@code Type/id}
 */
public record AddedReferences(Set<String> owned, Set<String> shared) {
  static final AddedReferences NOTHING = new AddedReferences(Set.of(), Set.of());
}
