// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Examination;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks at what tells whose something in an answer is, and is not in it: the Schedules of Slots,
 * for a Slot does not say that it is of a patient's own Schedule, of treatment at home for one; and
 * what a Provenance is about that stands on another of the host's pages, so that it makes no
 * difference where these end. Part of the request whose answer it is, and written down with it.
 */
final class Tellers {

  private static final String SLOT = "Slot";
  private static final int MOST_SCHEDULES = 100;
  private static final int MOST = 400;
  private static final int AT_ONCE = 10;

  private final Filter filter;
  private final LookUp lookUp;

  Tellers(Filter filter, LookUp lookUp) {
    this.filter = filter;
    this.lookUp = lookUp;
  }

  /** Against what the answer is examined; for most types without a look at it. */
  Future<Examination> examination(
      HttpServerRequest carrier, Placed placed, Buffer answer, String requestId) {
    OnRecord asked = placed.asked().interaction();
    return (isAskedFor(asked, SLOT)
            ? ofSlots(carrier, placed, answer, requestId)
            : Future.succeededFuture(placed.examination()))
        .compose(
            examination ->
                asked.touchesNobody()
                    ? Future.succeededFuture(examination)
                    : ofOthers(carrier, examination, answer, requestId));
  }

  private static boolean isAskedFor(OnRecord asked, String type) {
    return asked.type().equals(type) || asked.reaches().contains(type);
  }

  private Future<Examination> ofSlots(
      HttpServerRequest carrier, Placed placed, Buffer answer, String requestId) {
    return filter
        .schedules(placed.host(), answer)
        .compose(
            schedules ->
                schedules.size() > MOST_SCHEDULES
                    ? Future.failedFuture(tooMany().refused())
                    : lookUp.nobodys(carrier, schedules, placed.host(), requestId))
        .map(placed.examination()::knowing);
  }

  /** Of so many that may not be told, the rest are not shown. */
  private Future<Examination> ofOthers(
      HttpServerRequest carrier, Examination examination, Buffer answer, String requestId) {
    return filter
        .tellers(examination, answer)
        .compose(
            tellers -> {
              List<String> elsewhere = tellers.elsewhere().stream().limit(MOST).toList();
              Set<String> theirs = new HashSet<>(tellers.theirs());
              return InTurn.each(
                      elsewhere,
                      AT_ONCE,
                      each ->
                          lookUp
                              .whose(carrier, each, examination.host(), requestId)
                              .onSuccess(
                                  owner ->
                                      owner
                                          .filter(examination.interaction().patient()::equals)
                                          .ifPresent(patient -> theirs.add(each))))
                  .map(looked -> theirs);
            })
        .map(theirs -> theirs.isEmpty() ? examination : examination.knowing(theirs));
  }

  private static Refusal tooMany() {
    return new Refusal.BadExchange(
        422,
        "schedules-too-many",
        "The answer holds Slots of more than "
            + MOST_SCHEDULES
            + " Schedules. Ask for those of one Schedule, or for fewer with _count.");
  }
}
