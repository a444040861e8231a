// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.rest.Interaction.Read;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.token.Caller;

/** What of the resources that a body refers to its writer may be told that they are there. */
final class Sights {

  private final FhirRequests requests;
  private final AccessPolicy access;
  private final Filter filter;

  Sights(FhirRequests requests, AccessPolicy access, Filter filter) {
    this.requests = requests;
    this.access = access;
    this.filter = filter;
  }

  /**
   * What the token's scopes let be read or searched: else who may only write would learn by trying
   * what there is.
   */
  LookUp.Sight of(Caller caller, RestRequest write) {
    return (resource, patient, body) -> {
      String[] named = resource.split("/", 2);
      OnRecord read = requests.supposing(write.with(new Read(named[0], named[1])), patient);
      OnRecord search =
          requests.supposing(write.with(new Search(named[0], Query.NONE, false)), patient);
      return access
          .allow(caller, read)
          .recover(no -> access.allow(caller, search))
          .compose(grant -> filter.covers(grant, named[0], body))
          .otherwise(false);
    };
  }
}
