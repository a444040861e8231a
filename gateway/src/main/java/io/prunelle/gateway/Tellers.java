// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Examination;
import io.prunelle.gateway.filter.Filter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Looks at what tells whose something in an answer is, and is not in it: the Schedules of Slots and
 * the Devices of Schedules, for these do not say that they are a patient's own, of treatment at
 * home for one; and what a Provenance is about that stands on another of the host's pages, so that
 * it makes no difference where these end. Part of the request whose answer it is, and written down
 * with it.
 */
final class Tellers {

  private static final String SLOT = "Slot";
  private static final String SCHEDULE = "Schedule";
  private static final String PROVENANCE = "Provenance";

  private final Filter filter;
  private final Ownership ownership;
  private final Targets targets;

  Tellers(Filter filter, Ownership ownership) {
    this.targets = new Targets(filter, ownership);
    this.filter = filter;
    this.ownership = ownership;
  }

  /** Against what the answer is examined; for most types without a look at it. */
  Future<Examination> examination(
      HttpServerRequest carrier, Placed placed, Buffer answer, Trace trace) {
    OnRecord asked = placed.asked().interaction();
    return (isAskedFor(asked, SLOT) || isAskedFor(asked, SCHEDULE)
            ? ofTimes(carrier, placed, answer, trace)
            : Future.succeededFuture(placed.examination()))
        .compose(
            examination ->
                asked.touchesNobody()
                    ? Future.succeededFuture(examination)
                    : ofOthers(carrier, placed, examination, answer, trace))
        .compose(examination -> ofTargets(carrier, placed, examination, answer, trace));
  }

  private static boolean isAskedFor(OnRecord asked, String type) {
    return asked.type().equals(type) || asked.reaches().contains(type);
  }

  private Future<Examination> ofTimes(
      HttpServerRequest carrier, Placed placed, Buffer answer, Trace trace) {
    return filter
        .schedules(placed.host(), answer)
        .compose(
            schedules ->
                among(carrier, placed, schedules, OnRecord.NOBODY::equals, trace)
                    .map(placed.examination()::knowing));
  }

  private Future<Examination> ofOthers(
      HttpServerRequest carrier,
      Placed placed,
      Examination examination,
      Buffer answer,
      Trace trace) {
    String patient = examination.interaction().patient();
    return filter
        .tellers(examination, answer)
        .compose(
            tellers ->
                among(carrier, placed, tellers.elsewhere(), patient::equals, trace)
                    .map(
                        looked -> {
                          Set<String> theirs = new HashSet<>(tellers.theirs());
                          theirs.addAll(looked);
                          return theirs.isEmpty() ? examination : examination.knowing(theirs);
                        }));
  }

  private Future<Examination> ofTargets(
      HttpServerRequest carrier,
      Placed placed,
      Examination examination,
      Buffer answer,
      Trace trace) {
    OnRecord asked = examination.interaction();
    boolean masks =
        examination.grant().ownAlone()
            && !asked.touchesNobody()
            && !asked.writes()
            && mayHold(asked, PROVENANCE);
    return !masks
        ? Future.succeededFuture(examination)
        : targets
            .theirs(
                carrier,
                placed.host(),
                answer,
                asked.patient(),
                examination.known(),
                examination.subject(),
                trace)
            .map(theirs -> theirs.isEmpty() ? examination : examination.showing(theirs));
  }

  /** An operation that names no types brings all of them. */
  private static boolean mayHold(OnRecord asked, String type) {
    return isAskedFor(asked, type)
        || asked.reaches().contains("*")
        || (asked.code().equals("operation") && asked.reaches().isEmpty());
  }

  /** Which of these resources are whose they should be. */
  private Future<Set<String>> among(
      HttpServerRequest carrier,
      Placed placed,
      Set<String> resources,
      Predicate<String> whose,
      Trace trace) {
    Host host = placed.host();
    return trace
        .owners()
        .room(resources.stream().map(each -> Ownership.place(host, each)).toList())
        .compose(
            room ->
                ownership.among(
                    carrier, host, resources, whose, placed.asked().caller().subject(), trace));
  }
}
