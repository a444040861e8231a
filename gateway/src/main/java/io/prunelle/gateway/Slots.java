// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Examination;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Looks at the Schedules of the Slots in an answer: a Slot does not say that it is of a patient's
 * own Schedule, of treatment at home for one. Part of the request whose answer it is, and written
 * down with it.
 */
final class Slots {

  private static final String TYPE = "Slot";
  private static final int MOST = 100;

  private final Filter filter;
  private final LookUp lookUp;

  Slots(Filter filter, LookUp lookUp) {
    this.filter = filter;
    this.lookUp = lookUp;
  }

  /** Against what the answer is examined; for all other types without a look at it. */
  Future<Examination> examination(
      HttpServerRequest carrier, Placed placed, Buffer answer, String requestId) {
    OnRecord asked = placed.asked().interaction();
    return asked.type().equals(TYPE) || asked.reaches().contains(TYPE)
        ? looked(carrier, placed, answer, requestId)
        : Future.succeededFuture(placed.examination());
  }

  private Future<Examination> looked(
      HttpServerRequest carrier, Placed placed, Buffer answer, String requestId) {
    return filter
        .schedules(placed.host(), answer)
        .compose(
            schedules ->
                schedules.size() > MOST
                    ? Future.failedFuture(tooMany().refused())
                    : lookUp.nobodys(carrier, schedules, placed.host(), requestId))
        .map(placed.examination()::knowing);
  }

  private static Refusal tooMany() {
    return new Refusal.BadExchange(
        422,
        "schedules-too-many",
        "The answer holds Slots of more than "
            + MOST
            + " Schedules. Ask for those of one Schedule, or for fewer with _count.");
  }
}
