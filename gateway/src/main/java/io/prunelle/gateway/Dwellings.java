// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Locations that are where a patient lives are shown as what a record refers to, and as nothing
 * else. So who may see their own record alone begins to refer to none: any would become theirs to
 * see.
 */
final class Dwellings {

  private static final String LOCATION = "Location";
  private static final int AT_ONCE = 10;

  private final Openness openness;
  private final LookUp lookUp;
  private final Filter filter;
  private final Journal journal;

  Dwellings(Openness openness, LookUp lookUp, Filter filter, Journal journal) {
    this.openness = openness;
    this.lookUp = lookUp;
    this.filter = filter;
    this.journal = journal;
  }

  /**
   * Commits that hosts are asked, then asks: the record's, and the practice's own for what that one
   * lacks.
   *
   * @param shared what nobody owns that the body begins to refer to
   * @return fails in the same words whether a Location is somebody's home or is not there
   */
  Future<Void> check(HttpServerRequest carrier, Placed placed, Set<String> shared, Trace trace) {
    List<String> places =
        shared.stream().filter(resource -> resource.startsWith(LOCATION + "/")).toList();
    if (places.isEmpty() || !placed.asked().grant().ownAlone()) {
      return Future.succeededFuture();
    } else if (places.size() > Referred.MOST) {
      return Future.failedFuture(Referred.tooMany().refused());
    }
    AtomicBoolean all = new AtomicBoolean(true);
    return journal
        .intend(trace.lookUp(placed.asked().interaction().practice()))
        .compose(
            entry ->
                InTurn.each(
                        places,
                        AT_ONCE,
                        place ->
                            isNobodysHome(carrier, placed, place, trace)
                                .onSuccess(is -> all.compareAndSet(true, is)))
                    .onComplete(
                        asked ->
                            journal.settleInPassing(
                                entry,
                                trace.outcome(
                                    asked.succeeded() && all.get() ? 200 : 404, 0, "completed"))))
        .compose(
            asked ->
                all.get()
                    ? Future.succeededFuture()
                    : Future.failedFuture(FhirRequests.beyondTheRecord().refused()));
  }

  private Future<Boolean> isNobodysHome(
      HttpServerRequest carrier, Placed placed, String place, Trace trace) {
    Host premises = placed.asked().practice().onPremise();
    return isHome(carrier, place, placed.host(), trace)
        .compose(
            found ->
                found.isPresent() || placed.host().equals(premises)
                    ? Future.succeededFuture(found)
                    : openness
                        .certified(premises)
                        .compose(open -> isHome(carrier, place, premises, trace)))
        .map(found -> found.isPresent() && !found.get());
  }

  /** Empty when it is not there, or mentions somebody. */
  private Future<Optional<Boolean>> isHome(
      HttpServerRequest carrier, String place, Host host, Trace trace) {
    AtomicBoolean home = new AtomicBoolean(true);
    return lookUp
        .whose(
            carrier,
            place,
            host,
            (same, owner, body) ->
                filter
                    .isHome(LOCATION, body)
                    .map(
                        is -> {
                          home.set(is);
                          return true;
                        }),
            trace.requestId())
        .map(owner -> owner.filter(OnRecord.NOBODY::equals).map(nobodys -> home.get()));
  }
}
