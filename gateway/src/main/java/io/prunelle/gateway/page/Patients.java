// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Function;

/** Lets signed-in patients in, and nobody else. */
final class Patients {

  private static final String ROLE = "patient";

  private final Visits visits;
  private final Replies replies;

  Patients(Visits visits, Replies replies) {
    this.visits = visits;
    this.replies = replies;
  }

  Handler<RoutingContext> only(Function<Visit, Future<Void>> page) {
    return visits.to(visit -> entered(visit, page));
  }

  /** For what goes on after the answer: their access token holds for a while. */
  Handler<RoutingContext> only(Function<Visit, Future<Void>> page, Duration so) {
    return visits.to(visit -> entered(visit, page), so);
  }

  private Future<Void> entered(Visit visit, Function<Visit, Future<Void>> page) {
    if (isPatient(visit.caller())) {
      return page.apply(visit);
    }
    replies.plain(visit.context(), 403, Plain.NOT_A_PATIENT);
    return Future.succeededFuture();
  }

  private static boolean isPatient(Caller caller) {
    return caller.patientId() != null && caller.roles().contains(ROLE);
  }
}
