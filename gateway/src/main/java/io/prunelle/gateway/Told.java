// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction.Read;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A new resource that says whose it is by what it is about, such as a Provenance: the first of that
 * is looked for as if it were asked for by its id. That all of it is the same patient's is checked
 * with everything else that the body refers to, see {@link Referred}.
 */
final class Told {

  private final FhirRequests requests;
  private final AccessPolicy access;
  private final ById byId;
  private final LookUp lookUp;
  private final Sights sights;

  Told(FhirRequests requests, AccessPolicy access, ById byId, LookUp lookUp, Sights sights) {
    this.requests = requests;
    this.access = access;
    this.byId = byId;
    this.lookUp = lookUp;
    this.sights = sights;
  }

  /**
   * Holds the create to that patient.
   *
   * @param tellers of which there is one at least
   * @param named whose the entries of the same transaction are, by their names
   * @return fails in the same words whether it is another's, is not covered or is not there
   */
  Future<OnRecord> attribute(
      HttpServerRequest carrier,
      RestRequest create,
      Set<String> tellers,
      Map<String, String> named,
      Caller caller,
      Trace trace) {
    for (String teller : tellers) {
      if (FhirRequests.isName(teller)) {
        String patient = named.getOrDefault(teller, OnRecord.NOBODY);
        return patient.equals(OnRecord.NOBODY) ? refuse() : requests.told(create, patient);
      }
    }
    return looked(carrier, create, tellers.iterator().next(), caller, trace)
        .compose(patient -> requests.told(create, patient));
  }

  private Future<String> looked(
      HttpServerRequest carrier, RestRequest create, String teller, Caller caller, Trace trace) {
    String[] key = teller.split("/", 2);
    RestRequest read = create.with(new Read(key[0], key[1]));
    return byId.among(create, caller)
        .compose(
            among ->
                requests
                    .lookUp(read)
                    .compose(
                        named ->
                            lookUp.find(carrier, read, among.hosts(), named.orElseThrow(), trace))
                    .map(among::besides))
        .compose(
            found ->
                seen(create, teller, found, caller)
                    .compose(theirs -> byId.inPlace(create, theirs))
                    .compose(theirs -> owner(create, theirs, found, trace)));
  }

  private Future<List<Stored>> seen(
      RestRequest create, String teller, LookUp.Findings found, Caller caller) {
    LookUp.Sight sight = sights.of(caller, create);
    List<Stored> seen = new ArrayList<>();
    List<Future<Boolean>> looks =
        found.resources().stream()
            .map(
                stored ->
                    access
                        .allow(caller, requests.supposing(create, stored.patient()))
                        .compose(may -> sight.covers(teller, stored.patient(), stored.resource()))
                        .otherwise(false)
                        .onSuccess(
                            is -> {
                              if (is) {
                                seen.add(stored);
                              }
                            }))
            .toList();
    return Future.all(looks).map(all -> seen);
  }

  private Future<String> owner(
      RestRequest create, List<Stored> theirs, LookUp.Findings found, Trace trace) {
    if (theirs.size() == 1) {
      return Future.succeededFuture(theirs.get(0).patient());
    } else if (theirs.size() > 1) {
      return Future.failedFuture(ById.ambiguous().refused());
    }
    // What is whose concerns the journal
    found.resources().stream()
        .findFirst()
        .ifPresent(stored -> trace.asks(requests.supposing(create, stored.patient())));
    Refusal failure = found.failure();
    return failure == null ? refuse() : Future.failedFuture(failure.refused());
  }

  private static <T> Future<T> refuse() {
    return Future.failedFuture(Referred.beyond().refused());
  }
}
