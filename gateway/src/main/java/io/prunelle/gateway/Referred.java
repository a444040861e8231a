// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction.Read;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a body refers to, by id, to the record that is written to. A host that keeps its
 * references whole answers one way where a resource is there and another where not, whose-ever it
 * is; and a record that another one refers to cannot leave its host.
 */
final class Referred {

  private static final int MOST = 200;
  private static final int AT_ONCE = 10;

  private final FhirRequests requests;
  private final AccessPolicy access;
  private final Filter filter;
  private final LookUp lookUp;
  private final Journal journal;
  private final RateLimit rate;

  Referred(
      FhirRequests requests,
      AccessPolicy access,
      Filter filter,
      LookUp lookUp,
      Journal journal,
      RateLimit rate) {
    this.requests = requests;
    this.access = access;
    this.filter = filter;
    this.lookUp = lookUp;
    this.journal = journal;
    this.rate = rate;
  }

  /**
   * Commits that the host is asked, then asks: of each new reference, whose it leads to.
   *
   * @param named whose the entries of the same transaction are, by their names
   * @return fails in the same words whether what it refers to is another's or is not there
   */
  Future<Void> check(
      HttpServerRequest carrier, Placed placed, Map<String, String> named, Trace trace) {
    return references(placed)
        .compose(references -> check(references, carrier, placed, named, trace));
  }

  private Future<Void> check(
      Set<String> references,
      HttpServerRequest carrier,
      Placed placed,
      Map<String, String> named,
      Trace trace) {
    OnRecord write = placed.asked().interaction();
    List<String> ids = new ArrayList<>();
    boolean among = true;
    for (String reference : references) {
      if (FhirRequests.isName(reference)) {
        among &= isOf(write.patient(), named.get(reference));
      } else if (FhirRequests.leadsElsewhere(reference)) {
        among = false;
      } else {
        ids.add(reference);
      }
    }
    if (!among) {
      return refuse();
    } else if (ids.size() > MOST) {
      return Future.failedFuture(
          new Refusal.NotSupported(
                  "references-too-many",
                  "A body may refer to "
                      + MOST
                      + " resources of its patient's that it did not refer to before.")
              .refused());
    }
    return ids.isEmpty() ? Future.succeededFuture() : ask(carrier, placed, ids, trace);
  }

  private Future<Set<String>> references(Placed placed) {
    Stored stored = placed.asked().stored();
    return requests.newReferences(
        placed.asked().interaction(),
        stored == null ? null : stored.resource(),
        placed.host().url().toString());
  }

  private Future<Void> ask(
      HttpServerRequest carrier, Placed placed, List<String> ids, Trace trace) {
    String patient = placed.asked().interaction().patient();
    boolean[] theirs = new boolean[ids.size()];
    return journal
        .intend(trace.lookUp(placed.asked().interaction().practice()))
        .compose(
            entry ->
                InTurn.each(
                        IntStream.range(0, ids.size()).boxed().toList(),
                        AT_ONCE,
                        i ->
                            counted(placed, i)
                                .compose(
                                    counted ->
                                        lookUp.whose(
                                            carrier,
                                            ids.get(i),
                                            keeper(placed, ids.get(i)),
                                            sight(placed),
                                            trace.requestId()))
                                .onSuccess(owner -> theirs[i] = isOf(patient, owner.orElse(null))))
                    .transform(
                        asked -> {
                          boolean all = asked.succeeded() && all(theirs);
                          settle(entry, all, trace);
                          return asked.failed()
                              ? Future.failedFuture(asked.cause())
                              : all ? Future.<Void>succeededFuture() : refuse();
                        }));
  }

  /** Where it is looked after: what nobody owns where the practice's own host is. */
  private static Host keeper(Placed placed, String resource) {
    return FhirBodies.isShared(resource.substring(0, resource.indexOf('/')))
        ? placed.asked().practice().onPremise()
        : placed.host();
  }

  /**
   * What the token's scopes let be read or searched: else who may only write would learn by trying
   * what there is.
   */
  private LookUp.Sight sight(Placed placed) {
    Caller caller = placed.asked().caller();
    RestRequest write = ((Direct) placed.asked().interaction()).request();
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

  /** A body is one request; one that refers to much counts as more. */
  private Future<Void> counted(Placed placed, int i) {
    return i > 0 && i % AT_ONCE == 0
        ? rate.follow(placed.asked().caller().subject())
        : Future.succeededFuture();
  }

  private void settle(UUID entry, boolean found, Trace trace) {
    journal.settleInPassing(entry, trace.outcome(found ? 200 : 404, 0, "completed"));
  }

  private static boolean all(boolean[] theirs) {
    boolean all = true;
    for (boolean one : theirs) {
      all &= one;
    }
    return all;
  }

  private static boolean isOf(String patient, @Nullable String owner) {
    return patient.equals(owner) || OnRecord.NOBODY.equals(owner);
  }

  private static Future<Void> refuse() {
    return Future.failedFuture(
        new Refusal.NotSupported(
                "reference-beyond-record",
                "A reference does not lead to a resource of the same patient. Refer to what is in"
                    + " the record, as Type/id.")
            .refused());
  }
}
