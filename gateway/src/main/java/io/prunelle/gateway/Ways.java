// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.Across.Question;
import io.prunelle.gateway.Across.Reach;
import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.audit.Looking;
import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OfOne;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.filter.Further;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Interaction.Page;
import io.prunelle.gateway.rest.Interaction.Search;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.RestRequests;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which way a request goes: that of one record ({@link Passage}), or over several ({@link Across}).
 */
final class Ways {

  private final AccessPolicy access;
  private final RestRequests rest;
  private final FhirRequests requests;
  private final Hosts hosts;
  private final Filter filter;
  private final Passage passage;
  private final Across across;
  private final Conditional conditional;
  private final Resolution resolution;
  private final Registration registration;
  private final ByIdentifier byIdentifier;
  private final Contents contents;
  private final Audits audits;

  private Ways(
      String publicUrl,
      Journal journal,
      AccessPolicy access,
      RateLimit rate,
      RestRequests rest,
      Replies replies,
      FhirRequests requests,
      Hosts hosts,
      Filter filter,
      Passage passage,
      Across across,
      Conditional conditional,
      Audits audits) {
    this.access = access;
    this.audits = audits;
    this.rest = rest;
    this.requests = requests;
    this.hosts = hosts;
    this.filter = filter;
    this.passage = passage;
    this.across = across;
    this.conditional = conditional;
    this.contents = new Contents(requests);
    this.resolution = new Resolution(rate, rest, requests, replies, this::serve);
    PatientSearch patients = new PatientSearch(resolution);
    this.registration = new Registration(publicUrl, passage, patients, hosts, journal);
    this.byIdentifier = new ByIdentifier(requests, access, passage, patients, registration);
  }

  static Ways of(Doors doors, RestRequests rest, Replies replies, Proxy proxy, Clock clock) {
    FhirRequests requests = new FhirRequests(doors.vertx(), doors.settings());
    AccessPolicy access = new AccessPolicy(clock);
    Openness openness = new Openness(clock);
    Filter filter = new Filter(doors.vertx(), doors.settings());
    Passage passage = new Passage(doors, requests, access, openness, proxy, filter, clock);
    return new Ways(
        doors.settings().publicUrl().toString(),
        doors.journal(),
        access,
        doors.rate(),
        rest,
        replies,
        requests,
        doors.hosts(),
        filter,
        passage,
        new Across(doors, requests, access, openness, proxy, filter),
        new Conditional(requests, access, doors.journal(), passage),
        new Audits(doors.settings(), access, doors.hosts(), new Looking(doors.journal())));
  }

  /** The way of one record. */
  Passage passage() {
    return passage;
  }

  /** What documents of the same transaction tell whose it is. */
  Contents contents() {
    return contents;
  }

  /** Fails when the caller may not ask this, whatever the body will say. */
  Future<Void> premise(RestRequest head, Caller caller) {
    return access.premise(caller, head.practice(), head.interaction());
  }

  /** Whether it is told by other entries of the same transaction whose an entry is. */
  Future<Boolean> isToldBySiblings(RestRequest asked) {
    return requests.isToldBySiblings(asked);
  }

  /**
   * Whose record an entry of a transaction is about, and whether the caller may ask.
   *
   * @param named whose other entries are, by their names
   */
  Future<Asked> admit(
      HttpServerRequest carrier,
      RestRequest asked,
      Map<String, String> named,
      Caller caller,
      Trace trace) {
    return resolution
        .of(carrier, asked, caller, trace)
        .map(resolved -> bringing(resolved, caller))
        .compose(
            resolved ->
                passage
                    .admit(carrier, resolved, named, caller, trace)
                    .compose(admitted -> alone(resolved, admitted)));
  }

  /**
   * What is put together here, so that a host's pages tell nothing of what names others as well, is
   * no part of a host's answer.
   */
  private Future<Asked> alone(RestRequest asked, Asked admitted) {
    if (!admitted.grant().ownAlone() || FhirRequests.countsKeptBack(asked)) {
      return Future.succeededFuture(admitted);
    }
    return requests
        .ofOne(asked)
        .compose(
            one ->
                one.isPresent()
                    ? Future.failedFuture(Transactions.notInOne().refused())
                    : Future.succeededFuture(admitted));
  }

  private RestRequest bringing(RestRequest asked, Caller caller) {
    return requests.bringing(
        asked,
        type ->
            access.maySee(
                caller,
                asked.practice(),
                asked.interaction().type(),
                requests.named(asked).orElse(null),
                type));
  }

  /**
   * All of the way.
   *
   * @param carrier the HTTP request it came with
   * @param trace told what becomes known
   * @return what may be shown; fails with {@link io.prunelle.gateway.refusal.Refused}
   */
  Future<Served> serve(HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace) {
    boolean reads = !Audits.concerns(asked) && !asked.interaction().kind().writes();
    if (!reads && Glass.isStated(trace)) {
      // Before anything is looked for, which would begin one
      return Future.failedFuture(Glass.notForThis().refused());
    } else if (Audits.concerns(asked)) {
      return audits.serve(asked, caller, trace);
    }
    return resolution
        .of(carrier, asked, caller, trace)
        .map(resolved -> bringing(resolved, caller))
        .compose(resolved -> resolved(carrier, resolved, caller, trace));
  }

  private Future<Served> resolved(
      HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace) {
    Further further =
        asked.interaction() instanceof Page page
            ? filter.further(page, asked.practice(), caller).orElse(null)
            : null;
    return further == null
        ? serve(carrier, asked, null, caller, trace)
        : rest.again(asked, further.target(), further.posted())
            .compose(
                again -> {
                  trace.understands(again);
                  return serve(carrier, again, further.after(), caller, trace);
                });
  }

  private Future<Served> serve(
      HttpServerRequest carrier,
      RestRequest asked,
      @Nullable List<@Nullable String> after,
      Caller caller,
      Trace trace) {
    if (Registration.concerns(asked)) {
      return registration.serve(carrier, asked, caller, trace);
    } else if (ByIdentifier.concerns(asked)) {
      return byIdentifier.serve(carrier, asked, caller, trace);
    } else if (Conditional.concerns(asked)) {
      return conditional.serve(carrier, asked, caller, trace);
    }
    return requests
        .across(asked, null)
        .compose(
            over ->
                over.isEmpty()
                    ? one(carrier, asked, after, caller, trace)
                    : Glass.isStated(trace)
                        ? Future.failedFuture(Glass.notForThis().refused())
                        : over(carrier, asked, over.get(), after, caller, trace),
            refused -> ofTheOnlyOne(carrier, asked, after, caller, trace, refused));
  }

  /**
   * What could tell of others over several records tells of nobody else where it is asked of the
   * only one that the caller can ask for, as if they had named it.
   */
  private Future<Served> ofTheOnlyOne(
      HttpServerRequest carrier,
      RestRequest asked,
      @Nullable List<@Nullable String> after,
      Caller caller,
      Trace trace,
      Throwable refused) {
    if (Glass.isStated(trace)
        || !(asked.interaction() instanceof Search)
        || !FhirRequests.findsOneRecords(asked)
        || access.allow(caller, requests.ofAnybody(asked)).succeeded()) {
      return Future.failedFuture(refused);
    }
    List<String> own =
        access.ownRecords(caller, asked.practice()).stream()
            .filter(patient -> may(caller, asked, patient))
            .toList();
    return own.size() != 1
        ? Future.failedFuture(refused)
        : requests
            .naming(asked, own.get(0))
            .recover(no -> Future.failedFuture(refused))
            .compose(held -> one(carrier, held, after, caller, trace));
  }

  private boolean may(Caller caller, RestRequest asked, String patient) {
    return access.allow(caller, requests.supposing(asked, patient)).succeeded();
  }

  /**
   * What is put together here is asked for as it is by who may see those whom it names as well: a
   * practitioner, unless the record is their own.
   */
  private Future<Served> one(
      HttpServerRequest carrier,
      RestRequest asked,
      @Nullable List<@Nullable String> after,
      Caller caller,
      Trace trace) {
    Set<String> own = access.ownRecords(caller, asked.practice());
    boolean keptBack = FhirRequests.countsKeptBack(asked);
    if (Glass.isStated(trace) || (own.isEmpty() && !keptBack)) {
      return one(carrier, asked, caller, trace);
    }
    return requests
        .ownerOfOne(asked)
        .compose(
            owner ->
                owner.filter(patient -> own.contains(patient) != keptBack).isPresent()
                    ? together(carrier, asked, after, caller, trace)
                    : one(carrier, asked, caller, trace));
  }

  private Future<Served> together(
      HttpServerRequest carrier,
      RestRequest asked,
      @Nullable List<@Nullable String> after,
      Caller caller,
      Trace trace) {
    return requests
        .ofOne(asked)
        .compose(
            one ->
                one.flatMap(theirs -> reach(theirs, caller))
                    .map(
                        reach ->
                            question(one.get().request(), one.get().records(), after, caller, reach)
                                .compose(question -> across.serve(carrier, question, trace)))
                    .orElseGet(() -> one(carrier, asked, caller, trace)));
  }

  /** Whom it reaches, if it is for who asks to be put together; what is refused is empty. */
  private Optional<Reach> reach(OfOne asked, Caller caller) {
    Future<Grant> may = access.allow(caller, asked.records().of(asked.patient()));
    boolean keptBack = FhirRequests.countsKeptBack(asked.request());
    return may.succeeded() && may.result().ownAlone() != keptBack
        ? Optional.of(new Reach(may.result(), Set.of(asked.patient())))
        : Optional.empty();
  }

  private Future<Served> one(
      HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace) {
    return passage.serve(carrier, asked, caller, trace).map(answer -> Served.one(trace, answer));
  }

  /**
   * Who may ask for one record alone is shown what that one has, as if they had named it: by a host
   * itself where it can find nobody else's.
   */
  private Future<Served> over(
      HttpServerRequest carrier,
      RestRequest asked,
      AcrossRecords over,
      @Nullable List<@Nullable String> after,
      Caller caller,
      Trace trace) {
    Set<String> named = requests.named(over);
    trace.concerns(named.size() == 1 ? named.iterator().next() : null);
    return across
        .reach(caller, over)
        .compose(
            reach ->
                reach.own().size() == 1
                        && over.owner() == null
                        && !over.isHistory()
                        && FhirRequests.findsOneRecords(asked)
                    ? requests
                        .naming(asked, reach.own().iterator().next())
                        .compose(held -> one(carrier, held, after, caller, trace))
                    : question(asked, over, after, caller, reach)
                        .compose(question -> across.serve(carrier, question, trace)));
  }

  private Future<Question> question(
      RestRequest asked,
      AcrossRecords over,
      @Nullable List<@Nullable String> after,
      Caller caller,
      Reach reach) {
    return hosts
        .practice(asked.practice())
        .map(
            practice ->
                Future.succeededFuture(new Question(asked, over, practice, caller, reach, after)))
        .orElseGet(() -> Future.failedFuture(new Refusal.Forbidden("not-of-practice").refused()));
  }
}
