// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What is answered about a record that has left its practice: what a host would answer that has
 * never heard of the patient. No host is asked: the one where it was may have parts of it still.
 */
final class Departures {

  private static final String REASON = "record-departed";

  private Departures() {}

  /** Null for what is answered with nothing, because it has found nothing. */
  static @Nullable Refusal refusal(Asked asked) {
    if (asked.stored() != null) {
      return new Refusal.Departed(REASON);
    }
    return switch (asked.interaction().kind()) {
      case SEARCH_TYPE, SEARCH_COMPARTMENT, SEARCH_SYSTEM -> null;
      case PAGE -> new Refusal.NotFound("page-gone");
      case CREATE, CONDITIONAL_CREATE, UPDATE, CONDITIONAL_UPDATE ->
          new Refusal.BadExchange(
              409,
              REASON,
              "The record of this patient is no longer kept by this practice."
                  + " The patient can begin a new one at /my/doctor.");
      default -> new Refusal.HostRefused(404, REASON);
    };
  }

  /** A search without a match. */
  static HostAnswer nothing() {
    return new HostAnswer(
        200,
        MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/fhir+json"),
        new JsonObject()
            .put("resourceType", "Bundle")
            .put("type", "searchset")
            .put("total", 0)
            .toBuffer());
  }
}
