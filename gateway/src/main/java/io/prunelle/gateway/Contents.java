// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.rest.BundleEntry;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashSet;
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
   * The create with its patient as security context.
   *
   * @param documents among the others of the transaction, which may be asked
   * @return the create as it is, to be refused, where none of them points at it or those of several
   *     patients do
   */
  Future<RestRequest> of(BundleEntry entry, RestRequest create, Collection<Asked> documents) {
    String name = Objects.requireNonNull(Siblings.name(entry));
    Set<String> patients = new HashSet<>();
    return InTurn.each(
            documents,
            one ->
                one.interaction() instanceof Direct direct
                    ? requests
                        .pointedAt(direct.request())
                        .onSuccess(
                            names -> {
                              if (names.contains(name)) {
                                patients.add(direct.patient());
                              }
                            })
                    : Future.succeededFuture())
        .compose(
            looked ->
                patients.size() == 1
                    ? requests.inContextOf(patients.iterator().next(), create)
                    : Future.succeededFuture(create));
  }
}
