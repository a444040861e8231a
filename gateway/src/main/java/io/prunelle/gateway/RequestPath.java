// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.ById.Identified;
import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Examination;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.Placement;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Framing;
import io.prunelle.gateway.rest.Interaction.Page;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.RestRequests;
import io.prunelle.gateway.token.Caller;
import io.prunelle.gateway.token.Tokens;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The way of a FHIR request, from arrival to answer. Each step belongs to a package of its own;
 * here is only their order, and the order is the point: nothing reaches a host before the journal
 * has it, and nothing reaches the caller before the filter has seen it.
 */
final class RequestPath {

  private final Tokens tokens;
  private final RateLimit rate;
  private final RestRequests rest;
  private final FhirRequests requests;
  private final AccessPolicy access;
  private final Consents consents;
  private final Hosts hosts;
  private final Journal journal;
  private final Proxy proxy;
  private final Filter filter;
  private final Replies replies;
  private final Openness openness;
  private final ById byId;
  private final InFlight inFlight = new InFlight();

  RequestPath(
      Doors doors,
      Settings.Clients limits,
      RestRequests rest,
      FhirRequests requests,
      AccessPolicy access,
      Proxy proxy,
      Filter filter,
      Clock clock) {
    this.tokens = doors.tokens();
    this.rate = new RateLimit(limits.perSecond(), limits.burst());
    this.rest = rest;
    this.requests = requests;
    this.access = access;
    this.consents = doors.consents();
    this.hosts = doors.hosts();
    this.journal = doors.journal();
    this.proxy = proxy;
    this.filter = filter;
    this.replies = new Replies(journal, limits.answerTimeout());
    this.openness = new Openness(clock);
    LookUp lookUp = new LookUp(journal, consents, openness, proxy, filter);
    this.byId = new ById(requests, access, hosts, consents, openness, lookUp);
  }

  /** A verified caller and what they ask. */
  private record Asked(
      Caller caller, OnRecord interaction, Practice practice, @Nullable Stored stored) {

    PatientRecord record() {
      return new PatientRecord(interaction.practice(), interaction.patient());
    }
  }

  /** The same, allowed, and where the record lives. */
  private record Placed(Asked asked, @Nullable Standing standing, Placement placement) {

    Host host() {
      return placement.host();
    }

    Examination examination() {
      return new Examination(
          asked.interaction(),
          host(),
          asked.interaction().patient().equals(asked.caller().patientId()),
          asked.caller().subject(),
          standing == null ? null : standing.entry());
    }
  }

  void handle(HttpServerRequest request) {
    request.pause();
    inFlight.begin();
    Trace trace = new Trace(request);
    request.response().putHeader("X-Request-Id", trace.requestId());
    Future.succeededFuture()
        .compose(arrived -> Framing.check(request))
        .compose(framed -> tokens.verify(request.headers()))
        .compose(caller -> rate.admit(trace.by(caller).subject()).map(caller))
        .compose(caller -> ask(request, caller, trace))
        .compose(asked -> allow(asked, trace))
        .compose(
            asked ->
                asked.interaction().writes()
                    ? write(request, asked, trace)
                    : read(request, asked, trace))
        .recover(failure -> replies.refuse(request, trace, failure))
        .onComplete(
            done -> {
              UnreadBody.discard(request);
              inFlight.end();
            });
  }

  /** Completes when no request is under way. For a server that accepts no more. */
  Future<Void> idle() {
    return inFlight.none();
  }

  private Future<Asked> ask(HttpServerRequest request, Caller caller, Trace trace) {
    return rest.parse(request, trace::understands)
        .compose(
            asked ->
                requests
                    .lookUp(asked)
                    .map(named -> byId.identify(request, asked, named, caller, trace))
                    .orElseGet(
                        () -> attribute(asked, caller).map(known -> new Identified(known, null))))
        .compose(
            known ->
                hosts
                    .practice(trace.asks(known.interaction()).practice())
                    .map(practice -> Future.succeededFuture(asked(caller, known, practice)))
                    .orElseGet(() -> refuse(new Refusal.Forbidden("not-of-practice"))));
  }

  private static Asked asked(Caller caller, Identified known, Practice practice) {
    return new Asked(caller, known.interaction(), practice, known.stored());
  }

  private Future<OnRecord> attribute(RestRequest asked, Caller caller) {
    return asked.interaction() instanceof Page page
        ? filter.open(page, asked.practice(), caller)
        : requests.attribute(asked);
  }

  private Future<Asked> allow(Asked asked, Trace trace) {
    return access.allow(asked.caller(), asked.interaction()).map(trace::as).map(asked);
  }

  private Future<Void> read(HttpServerRequest request, Asked asked, Trace trace) {
    return decide(asked, trace)
        .compose(
            standing ->
                hosts
                    .placement(asked.record())
                    .map(placement -> new Placed(asked, standing, placement)))
        .compose(placed -> open(placed, trace))
        .compose(
            placed ->
                forward(request, placed, trace)
                    .compose(answer -> stillThere(placed).map(answer))
                    .compose(answer -> release(request, placed, answer, trace)));
  }

  /**
   * A write waits for the record's mover, and the mover for it; then the placement cannot change.
   */
  private Future<Void> write(HttpServerRequest request, Asked asked, Trace trace) {
    return hosts
        .share(asked.record())
        .compose(
            hold ->
                decide(asked, trace)
                    .compose(
                        standing ->
                            placement(hold, asked)
                                .map(placement -> new Placed(asked, standing, placement)))
                    .compose(placed -> open(placed, trace))
                    .compose(
                        placed ->
                            forward(request, placed, trace)
                                .map(answer -> new Answered(placed, answer)))
                    .eventually(hold::abandon))
        .compose(answered -> release(request, answered.placed(), answered.answer(), trace));
  }

  private record Answered(Placed placed, HostAnswer answer) {}

  private Future<Placement> placement(Hold hold, Asked asked) {
    return hosts.placement(hold.connection(), asked.record());
  }

  private Future<@Nullable Standing> decide(Asked asked, Trace trace) {
    String hosting = asked.practice().hosting();
    return hosting == null || asked.interaction().touchesNobody()
        ? Future.succeededFuture()
        : consents
            .standing(asked.interaction().patient(), hosting, asked.caller().consent())
            .map(standing -> trace.under(hosting, standing));
  }

  private Future<Placed> open(Placed placed, Trace trace) {
    Host host = trace.at(placed.host());
    Stored stored = placed.asked().stored();
    if (stored != null && !stored.on(host)) {
      return refuse(Openness.closed("record-moved"));
    }
    return openness.check(placed.asked().interaction(), host, placed.standing()).map(placed);
  }

  private Future<HostAnswer> forward(HttpServerRequest request, Placed placed, Trace trace) {
    return journal
        .intend(trace.entry(true, reason(placed)))
        .map(trace::intended)
        .compose(intent -> answer(request, placed, trace));
  }

  private static String reason(Placed placed) {
    if (placed.asked().interaction().touchesNobody()) {
      return "reference-data";
    }
    return placed.host().kind() == HostKind.CLOUD ? "consent-permit" : "on-premise";
  }

  /** What was found already need not be asked for again. */
  private Future<HostAnswer> answer(HttpServerRequest request, Placed placed, Trace trace) {
    OnRecord interaction = placed.asked().interaction();
    Stored stored = placed.asked().stored();
    HostAnswer known = stored == null ? null : stored.answer(placed.host(), interaction.upstream());
    return known != null
        ? Future.succeededFuture(known)
        : proxy.forward(request, interaction, placed.host(), trace.requestId());
  }

  /** While a record is erased from where it was, an answer from there may lack a part of it. */
  private Future<Void> stillThere(Placed placed) {
    return hosts
        .placement(placed.asked().record())
        .compose(
            now ->
                now.equals(placed.placement())
                    ? Future.succeededFuture()
                    : refuse(Openness.closed("record-moved")));
  }

  private Future<Void> release(
      HttpServerRequest request, Placed placed, HostAnswer answer, Trace trace) {
    Examination examination = placed.examination();
    return filter
        .examine(examination, answer.status(), answer.body())
        .compose(
            released ->
                replies.settle(
                    request,
                    trace,
                    answer.status(),
                    released.length(),
                    proxy.reply(answer, examination.interaction(), placed.host(), released)));
  }

  private static <T> Future<T> refuse(Refusal refusal) {
    return Future.failedFuture(refusal.refused());
  }
}
