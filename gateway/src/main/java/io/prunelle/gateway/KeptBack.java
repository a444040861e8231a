// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Interaction.ConditionalCreate;
import io.prunelle.gateway.rest.Interaction.ConditionalUpdate;
import io.prunelle.gateway.rest.Query;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * What a host would answer by documents that are there for their patient alone: those with the
 * record's past, which tell that it has moved, and so what its patient decided.
 */
final class KeptBack {

  private static final String DOCUMENT = "DocumentReference";

  private KeptBack() {}

  /** The grant, if what is asked cannot be told by them. */
  static Future<Grant> check(Grant grant, OnRecord asked) {
    Refusal refusal =
        grant.ownAlone() || !(asked instanceof Direct direct) || !direct.type().equals(DOCUMENT)
            ? null
            : refusal(direct);
    return refusal == null ? Future.succeededFuture(grant) : Future.failedFuture(refusal.refused());
  }

  private static @Nullable Refusal refusal(Direct asked) {
    Interaction interaction = asked.request().interaction();
    if (FhirRequests.countsKeptBack(asked.request())) {
      return new Refusal.NotSupported(
          "representation-not-attributable",
          "DocumentReferences are not counted here. Count them by themselves, or read them.");
    }
    Query criteria =
        interaction instanceof ConditionalCreate create
            ? create.unless()
            : interaction instanceof ConditionalUpdate update ? update.query() : null;
    // They have none; by anything else one of them could be met, or count as a second
    return criteria == null
            || criteria.parameters().stream().anyMatch(each -> each.name().equals("identifier"))
        ? null
        : new Refusal.NotSupported(
            "condition-without-identifier",
            "A DocumentReference is written by a condition that has an identifier in it.");
  }
}
