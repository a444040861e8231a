// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * The patient of a practice who has an identifier: by a search of the caller's own over all hosts.
 * One host alone would answer by whether the record is there, and so tell where it is.
 */
final class PatientSearch {

  private final Resolution resolution;

  PatientSearch(Resolution resolution) {
    this.resolution = resolution;
  }

  /**
   * Their FHIR id.
   *
   * @return empty when nobody has it; fails with {@link io.prunelle.gateway.refusal.Refused} when
   *     several have, or a host could not be asked
   */
  Future<Optional<String>> one(
      HttpServerRequest carrier, String practice, Query identifier, Caller caller, Trace trace) {
    return resolution
        .search(carrier, practice, "Patient?" + identifier.encoded(), caller, trace)
        .compose(Resolution::found)
        .compose(
            found ->
                found.isNothing() || found.only().isPresent()
                    ? Future.succeededFuture(found.only().map(PatientSearch::id))
                    : Future.failedFuture(Refusal.BadExchange.ofSeveral().refused()));
  }

  private static String id(String key) {
    return key.substring(key.indexOf('/') + 1);
  }
}
