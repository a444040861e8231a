// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction.ConditionalPatch;
import io.prunelle.gateway.rest.Interaction.ConditionalUpdate;
import io.prunelle.gateway.rest.Interaction.Create;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/**
 * Updates and patches of the patient who has an identifier, as a practice's own software sends them
 * (http://hl7.org/fhir/R4/http.html#cond-update): of whom there is by their id, wherever their
 * record lives; who is not there is registered by an update.
 */
final class ByIdentifier {

  private final FhirRequests requests;
  private final AccessPolicy access;
  private final Passage passage;
  private final PatientSearch patients;
  private final Registration registration;

  ByIdentifier(
      FhirRequests requests,
      AccessPolicy access,
      Passage passage,
      PatientSearch patients,
      Registration registration) {
    this.requests = requests;
    this.access = access;
    this.passage = passage;
    this.patients = patients;
    this.registration = registration;
  }

  static boolean concerns(RestRequest asked) {
    return "Patient".equals(asked.interaction().type())
        && (asked.interaction() instanceof ConditionalUpdate
            || asked.interaction() instanceof ConditionalPatch);
  }

  /** For who may ask it of any patient; others know themselves by their id. */
  Future<Served> serve(HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace) {
    return access
        .allow(caller, requests.ofAnybody(asked))
        .compose(may -> requests.identifying(asked))
        .compose(identifier -> patients.one(carrier, asked.practice(), identifier, caller, trace))
        .compose(
            found ->
                found
                    .map(id -> passage.serve(carrier, Conditional.byId(asked, id), caller, trace))
                    .map(answer -> answer.map(shown -> Served.one(trace, shown)))
                    .orElseGet(() -> nobody(carrier, asked, caller, trace)));
  }

  private Future<Served> nobody(
      HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace) {
    if (asked.conditions().ifMatch() != null) {
      // http://hl7.org/fhir/R4/http.html#concurrency: no version is met by what is not there
      return Future.failedFuture(Refusal.BadExchange.ofAnotherVersion().refused());
    }
    return asked.interaction() instanceof ConditionalUpdate
        ? registration.serve(carrier, asked.with(new Create("Patient")), caller, trace)
        : Future.failedFuture(new Refusal.NotFound("condition-unmatched").refused());
  }
}
