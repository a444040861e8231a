// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.RestRequest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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

  static final int MOST = 200;
  private static final int AT_ONCE = 10;

  private final Openness openness;
  private final Sights sights;
  private final LookUp lookUp;
  private final Journal journal;
  private final RateLimit rate;

  Referred(Openness openness, Sights sights, LookUp lookUp, Journal journal, RateLimit rate) {
    this.openness = openness;
    this.sights = sights;
    this.lookUp = lookUp;
    this.journal = journal;
    this.rate = rate;
  }

  /**
   * Commits that the host is asked, then asks: of each new reference, whose it leads to.
   *
   * @param added what may be somebody's that the body begins to refer to
   * @param named whose the entries of the same transaction are, by their names
   * @return what was found to be that record's or nobody's, as {@code Type/id}; fails in the same
   *     words whether what it refers to is another's or is not there
   */
  Future<Set<String>> check(
      HttpServerRequest carrier,
      Placed placed,
      Set<String> added,
      Map<String, String> named,
      Trace trace) {
    OnRecord write = placed.asked().interaction();
    Set<String> told = placed.asked().toldAnew();
    Set<String> references = new LinkedHashSet<>(told);
    references.addAll(added);
    List<String> ids = new ArrayList<>();
    boolean among = true;
    for (String reference : references) {
      if (FhirRequests.isName(reference)) {
        among &= is(write.patient(), named.get(reference), told.contains(reference));
      } else if (FhirRequests.leadsElsewhere(reference)) {
        among = false;
      } else {
        ids.add(reference);
      }
    }
    if (!among) {
      return refuse();
    } else if (ids.size() > MOST) {
      return Future.failedFuture(tooMany().refused());
    }
    Set<String> found = Set.copyOf(ids);
    return ids.isEmpty()
        ? Future.succeededFuture(found)
        : open(placed, ids).compose(open -> ask(carrier, placed, ids, trace)).map(looked -> found);
  }

  /** That of the record is open to it already; a closed one is asked for nothing. */
  private Future<Void> open(Placed placed, List<String> ids) {
    return InTurn.each(
        ids.stream().map(id -> keeper(placed, id)).distinct().toList(),
        keeper ->
            keeper.equals(placed.host()) ? Future.succeededFuture() : openness.certified(keeper));
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
                                            sights.of(placed.asked().caller(), request(placed)),
                                            trace.requestId()))
                                .onSuccess(
                                    owner ->
                                        theirs[i] =
                                            is(
                                                patient,
                                                owner.orElse(null),
                                                tells(placed, ids.get(i)))))
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

  private static RestRequest request(Placed placed) {
    return ((Direct) placed.asked().interaction()).request();
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

  private static boolean tells(Placed placed, String reference) {
    return placed.asked().told().contains(reference);
  }

  /** What tells whose a resource is has to be somebody's. */
  private static boolean is(String patient, @Nullable String owner, boolean tells) {
    return patient.equals(owner) || (!tells && OnRecord.NOBODY.equals(owner));
  }

  private static <T> Future<T> refuse() {
    return Future.failedFuture(beyond().refused());
  }

  static Refusal tooMany() {
    return new Refusal.NotSupported(
        "references-too-many",
        "A body may refer to " + MOST + " resources that have to be looked at.");
  }

  /** In the same words whatever is the matter with it. */
  static Refusal beyond() {
    return FhirRequests.beyondTheRecord();
  }
}
