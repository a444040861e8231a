// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Conditions;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Interaction.Operation;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Representation;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.SearchTerm;
import io.prunelle.gateway.rest.SearchTerm.Chained;
import io.vertx.core.buffer.Buffer;
import java.util.Set;

/**
 * Holds an interaction to scopes narrowed by search parameters (SMART App Launch 2.2,
 * "Finer-grained resource constraints using search parameters"). Parameters given twice are joined
 * by and (http://hl7.org/fhir/R4/search.html#combining), so what is added to a query cannot be
 * loosened by what the client put there.
 *
 * @param limit of the type that is asked for
 */
record Narrowing(Grant grant, Limit limit) {

  OnRecord of(OnRecord interaction) {
    if (!(interaction instanceof Direct direct)) {
      return interaction; // a page of what was narrowed when its first page was asked for
    }
    if (direct.writes()) {
      Buffer body = direct.request().body();
      if (body != null && !grant.shows(direct.type(), body.getBytes())) {
        throw new Refusal.InsufficientScope(
                "scope-not-covering",
                "",
                "The resource is none that the token's scopes, narrowed by search parameters, let"
                    + " you write.")
            .refused();
      }
      return direct;
    }
    return new Direct(
        narrowed(direct.request()), direct.patient(), direct.type(), direct.reaches());
  }

  private RestRequest narrowed(RestRequest request) {
    Interaction asked = request.interaction();
    requireWhole(request.representation(), asked.query());
    if (asked instanceof Search search) {
      return request.with(new Search(search.type(), pushed(search.query()), search.posted()));
    } else if (asked instanceof Operation operation && operation.name().equals("lastn")) {
      return request.with(
          new Operation(
              operation.type(),
              operation.id(),
              operation.name(),
              pushed(operation.query()),
              operation.posted()));
    }
    // "Not modified" would tell of a resource that there is nothing left of to be looked at
    return new RestRequest(
        request.practice(),
        asked,
        request.representation(),
        request.preferences(),
        Conditions.NONE,
        request.body(),
        request.siblings());
  }

  private Query pushed(Query query) {
    return limit.whole() ? query : query.and(new Query(limit.pushed()));
  }

  /**
   * What is left out of a resource cannot be looked at, nor can what is only counted, nor the
   * Patient whom a search describes: unless all Patients may be seen.
   */
  private void requireWhole(Representation representation, Query query) {
    boolean counted =
        "count".equals(representation.summary())
            || query.parameters().contains(new Query.Parameter("_count", "0"));
    boolean parts =
        !representation.elements().isEmpty()
            || Set.of("true", "text").contains(String.valueOf(representation.summary()));
    boolean described =
        query.parameters().stream()
            .map(SearchTerm::parse)
            .anyMatch(
                term ->
                    term instanceof Chained chain
                        && "Patient".equals(chain.hops().get(0).target()));
    if (parts || (described && !grant.describes()) || (counted && !grant.counts())) {
      throw new Refusal.NotSupported(
              "representation-not-attributable",
              "With this _summary, _elements or _count, or by what the Patient is like, an answer"
                  + " does not show whether the token's scopes, narrowed by search parameters, cover"
                  + " it.")
          .refused();
    }
  }
}
