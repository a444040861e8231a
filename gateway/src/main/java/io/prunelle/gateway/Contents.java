// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.rest.BundleEntry;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Content that a transaction brings with the documents which point at it, and that says nothing of
 * whose it is: it is the patient's whose they all are. For after it is stored, they tell so.
 */
final class Contents {

  private final FhirRequests requests;

  Contents(FhirRequests requests) {
    this.requests = requests;
  }

  /** Whether an entry may be such content. */
  Future<Boolean> isOpen(BundleEntry entry, RestRequest request) {
    return Siblings.name(entry) == null
        ? Future.succeededFuture(false)
        : requests.createsOpenContent(request);
  }

  /**
   * Whose documents point at which content.
   *
   * @param documents among the others of the transaction, which may be asked
   * @return patients, by the names of entries
   */
  Future<Map<String, Set<String>>> pointedAt(Collection<Asked> documents) {
    Map<String, Set<String>> pointedAt = new HashMap<>();
    return InTurn.each(
            documents,
            one ->
                one.interaction() instanceof Direct direct
                    ? requests
                        .pointedAt(direct.request())
                        .onSuccess(
                            names -> names.forEach(name -> add(name, direct.patient(), pointedAt)))
                    : Future.succeededFuture())
        .map(looked -> pointedAt);
  }

  private static void add(String name, String patient, Map<String, Set<String>> pointedAt) {
    pointedAt.computeIfAbsent(name, first -> new HashSet<>()).add(patient);
  }

  /**
   * The create with its patient as security context.
   *
   * @param pointedAt by the documents of the transaction
   * @return the create as it is, to be refused, where none of them points at it or those of several
   *     patients do
   */
  Future<RestRequest> of(
      BundleEntry entry, RestRequest create, Map<String, Set<String>> pointedAt) {
    String name = Objects.requireNonNull(Siblings.name(entry));
    Set<String> patients = pointedAt.getOrDefault(name, Set.of());
    return patients.size() == 1
        ? requests.inContextOf(patients.iterator().next(), create)
        : Future.succeededFuture(create);
  }
}
