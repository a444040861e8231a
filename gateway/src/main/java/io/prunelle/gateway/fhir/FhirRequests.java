// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.Future;

/** The door of this package for requests: from what is asked to whose record it touches. */
public final class FhirRequests {

  private final Attribution attribution;

  public FhirRequests(Settings settings) {
    this.attribution = new Attribution(settings.publicUrl().toString());
  }

  /**
   * Holds the request to one patient.
   *
   * @return fails with {@link Refused} for what cannot be held to one
   */
  public Future<OnRecord> attribute(RestRequest request) {
    try {
      return Future.succeededFuture(attribution.of(request));
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }
}
