// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.login.ActingFor;
import io.prunelle.gateway.page.view.Acting;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Views;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lets signed-in patients in, and guardians of patients; nobody else. For a guardian the realm is
 * asked each time whose they are, and the token has to say so as well: a guardianship that has
 * ended is over with the next request.
 */
final class Patients {

  private static final String ROLE = "patient";

  private final Visits visits;
  private final ConsentLedger ledger;
  private final ActingFor actingFor;
  private final Offices offices;
  private final Views views;
  private final Replies replies;
  private final Clock clock;

  Patients(
      Visits visits,
      ConsentLedger ledger,
      ActingFor actingFor,
      Offices offices,
      Views views,
      Replies replies,
      Clock clock) {
    this.visits = visits;
    this.ledger = ledger;
    this.actingFor = actingFor;
    this.offices = offices;
    this.views = views;
    this.replies = replies;
    this.clock = clock;
  }

  Handler<RoutingContext> only(Function<Visit, Future<Void>> page) {
    return visits.to(visit -> entered(visit, page));
  }

  /** For what goes on after the answer: their access token holds for a while. */
  Handler<RoutingContext> only(Function<Visit, Future<Void>> page, Duration so) {
    return visits.to(visit -> entered(visit, page), so);
  }

  /** What nobody does for somebody else. */
  Handler<RoutingContext> inPerson(Function<Visit, Future<Void>> page) {
    return only(
        visit -> visit.ward() == null ? page.apply(visit) : refused(visit, Plain.IN_PERSON));
  }

  /** {@code POST /my/for}: for whom they look at the pages from now on. */
  Future<Void> choose(Visit visit) {
    HttpServerRequest form = visit.context().request();
    String patient = String.valueOf(form.getFormAttribute("patient"));
    Acting acting = visit.acting();
    boolean self = patient.isEmpty() && isPatient(visit.caller());
    if (!self && (acting == null || !acting.offers(patient))) {
      // In the same words for who is somebody else's ward and who is nobody
      replies.plain(visit.context(), 404, Plain.NOT_FOUND);
      return Future.succeededFuture();
    }
    if (self) {
      actingFor.chooseSelf(form);
    } else {
      actingFor.choose(form, visit.session(), patient);
    }
    Redirect.to(visit.context(), Paths.HOME);
    return Future.succeededFuture();
  }

  private Future<Void> entered(Visit visit, Function<Visit, Future<Void>> page) {
    Set<String> claimed = claimed(visit.caller());
    if (claimed.isEmpty()) {
      return admitted(visit, page, Map.of());
    }
    return ledger
        .wards(visit.accessToken())
        .compose(
            known -> {
              known.keySet().retainAll(claimed);
              return admitted(visit, page, known);
            });
  }

  private Future<Void> admitted(
      Visit visit, Function<Visit, Future<Void>> page, Map<String, String> wards) {
    boolean patient = isPatient(visit.caller());
    String chosen = visit.ward();
    if (chosen != null) {
      if (wards.containsKey(chosen)) {
        return page.apply(visit.as(chosen, Acting.of(wards, chosen, patient)));
      }
      // Nothing is done for themselves instead: they were shown somebody else's page
      actingFor.chooseSelf(visit.context().request());
      return refused(visit, Plain.NOT_A_GUARDIAN);
    }
    if (patient) {
      return page.apply(visit.as(null, Acting.of(wards, null, true)));
    }
    // A form says for whom it was shown
    if (wards.isEmpty() || !HttpMethod.GET.equals(visit.context().request().method())) {
      return nobodys(visit);
    }
    String first = wards.keySet().iterator().next();
    actingFor.choose(visit.context().request(), visit.session(), first);
    return page.apply(visit.as(first, Acting.of(wards, first, false)));
  }

  /** Who answers for a practice, and opens the site by its first page, is shown the way. */
  private Future<Void> nobodys(Visit visit) {
    List<String> practices = offices.of(visit.caller());
    if (practices.isEmpty() || !Paths.HOME.equals(visit.context().normalizedPath())) {
      return refused(visit, Plain.NOT_A_PATIENT);
    }
    replies.html(visit.context(), 200, views.offices(visit.language(), visit.reader(), practices));
    return Future.succeededFuture();
  }

  private Future<Void> refused(Visit visit, Plain why) {
    replies.plain(visit.context(), 403, why);
    return Future.succeededFuture();
  }

  private Set<String> claimed(Caller caller) {
    return caller.wards().entrySet().stream()
        .filter(ward -> holds(ward.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean holds(Caller.Ward ward) {
    return ward.until() == null || clock.instant().isBefore(ward.until());
  }

  static boolean isPatient(Caller caller) {
    return caller.patientId() != null && caller.roles().contains(ROLE);
  }
}
