// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.ById.Identified;
import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.fhir.ShownBefore;
import io.prunelle.gateway.filter.Examination;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.Lengthy;
import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.rest.Interaction.Content;
import io.prunelle.gateway.rest.Interaction.Page;
import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way of one FHIR request of a known caller, alone or within a bundle. Each step belongs to a
 * package of its own; here is only their order, and the order is the point: nothing reaches a host
 * before the journal has it, and nothing reaches the caller before the filter has seen it.
 */
final class Passage {

  private final FhirRequests requests;
  private final AccessPolicy access;
  private final Hosts hosts;
  private final Proxy proxy;
  private final Filter filter;
  private final Intents intents;
  private final ById byId;
  private final LookUp lookUp;
  private final Glass glass;
  private final Told told;
  private final Referred referred;
  private final Dwellings dwellings;
  private final Bringing bringing;
  private final Tellers tellers;
  private final EarlierTags tags;
  private final Paging paging;
  private final Lengthy lengthy;

  Passage(
      Doors doors,
      FhirRequests requests,
      AccessPolicy access,
      Openness openness,
      Proxy proxy,
      Filter filter,
      Clock clock) {
    this.requests = requests;
    this.access = access;
    Consents consents = doors.consents();
    this.hosts = doors.hosts();
    Journal journal = doors.journal();
    this.proxy = proxy;
    this.filter = filter;
    this.glass = new Glass(doors.openings());
    this.intents = new Intents(doors, openness, glass);
    this.lookUp = new LookUp(journal, consents, openness, proxy, filter, doors.memory());
    Sights sights = new Sights(requests, access, filter);
    this.referred = new Referred(openness, sights, lookUp, journal, doors.rate());
    this.dwellings = new Dwellings(openness, lookUp, filter, journal);
    this.bringing =
        new Bringing(openness, lookUp, filter, proxy, journal, doors.rate(), doors.memory());
    Ownership ownership = new Ownership(lookUp, doors.rate());
    this.tellers = new Tellers(filter, ownership);
    this.tags = new EarlierTags(doors.vertx(), journal, clock);
    this.paging = new Paging(filter, tellers, proxy, doors.memory());
    this.lengthy = new Lengthy(doors.vertx());
    this.byId =
        new ById(
            requests,
            access,
            hosts,
            consents,
            openness,
            lookUp,
            filter,
            new Besides(filter, new Targets(filter, ownership), journal),
            doors.memory());
    this.told = new Told(requests, access, byId, lookUp, sights);
  }

  /**
   * All of the way.
   *
   * @param carrier the HTTP request it came with
   * @param trace told what becomes known
   * @return what may be shown; fails with {@link io.prunelle.gateway.refusal.Refused}
   */
  Future<Answer> serve(HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace) {
    return admit(carrier, asked, caller, trace)
        .compose(
            admitted ->
                admitted.interaction().writes()
                    ? write(carrier, admitted, trace)
                    : read(carrier, admitted, trace));
  }

  /** How what this way does is written down, and on what ground. */
  Intents intents() {
    return intents;
  }

  /** Whose record is asked for, and whether the caller may ask. */
  Future<Asked> admit(HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace) {
    return admit(carrier, asked, Map.of(), caller, trace);
  }

  /**
   * The same of an entry of a transaction.
   *
   * @param siblings whose other entries are, by their names
   */
  Future<Asked> admit(
      HttpServerRequest carrier,
      RestRequest asked,
      Map<String, String> siblings,
      Caller caller,
      Trace trace) {
    return requests
        .lookUp(asked)
        .compose(
            looked ->
                looked
                    .map(named -> byId.identify(carrier, asked, named, caller, trace))
                    .orElseGet(
                        () ->
                            attribute(carrier, asked, siblings, caller, trace)
                                .map(known -> new Identified(known, null))))
        .compose(
            known ->
                hosts
                    .practice(trace.asks(known.interaction()).practice())
                    .map(practice -> allow(caller, asked, known, practice, trace))
                    .orElseGet(() -> refuse(new Refusal.Forbidden("not-of-practice"))))
        .onSuccess(allowed -> trace.as(allowed.grant().capacity()))
        .compose(allowed -> glass.state(allowed, trace));
  }

  private Future<Asked> allow(
      Caller caller, RestRequest asked, Identified known, Practice practice, Trace trace) {
    return access
        .allow(caller, known.interaction())
        .compose(grant -> KeptBack.check(grant, known.interaction()))
        .compose(
            grant ->
                narrowed(grant, known.interaction())
                    .compose(
                        interaction ->
                            tellers(known.interaction())
                                .map(
                                    tellers ->
                                        new Asked(
                                            caller,
                                            trace.asks(interaction),
                                            practice,
                                            known.stored(),
                                            tellers,
                                            grant,
                                            asked.conditions().remembered()))));
  }

  /** Scopes with search parameters are held against a body. */
  private Future<OnRecord> narrowed(Grant grant, OnRecord interaction) {
    return lengthy.work(
        grant.limited() ? interaction.length() : 0, () -> grant.narrowed(interaction));
  }

  private Future<Set<String>> tellers(OnRecord interaction) {
    return interaction instanceof Direct direct
        ? requests.tellers(direct.request())
        : Future.succeededFuture(Set.of());
  }

  private Future<OnRecord> attribute(
      HttpServerRequest carrier,
      RestRequest asked,
      Map<String, String> siblings,
      Caller caller,
      Trace trace) {
    if (asked.interaction() instanceof Page page) {
      return filter.open(page, asked.practice(), caller);
    }
    return requests
        .tellers(asked)
        .compose(
            tellers ->
                tellers.isEmpty()
                    ? requests.attribute(asked)
                    : told.attribute(carrier, asked, tellers, siblings, caller, trace));
  }

  /**
   * The same way for what a Binary holds. The resource is examined; what it holds needs no
   * examination and is not kept in memory.
   */
  Future<BinaryContent> content(
      HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace) {
    return admit(carrier, asked, caller, trace)
        .compose(admitted -> intents.read(admitted, trace))
        .compose(placed -> tags.hold(placed, trace))
        .compose(
            placed ->
                examined(placed)
                    .compose(may -> opened(carrier, placed, trace))
                    .compose(
                        content ->
                            intents
                                .stillThere(placed)
                                .map(content)
                                .onFailure(moved -> content.stream().stop())));
  }

  private Future<Buffer> examined(Placed placed) {
    Stored stored = Objects.requireNonNull(placed.asked().stored());
    return filter.examine(placed.examination(), 200, stored.resource());
  }

  private Future<BinaryContent> opened(HttpServerRequest carrier, Placed placed, Trace trace) {
    OnRecord interaction = placed.asked().interaction();
    if (!(interaction instanceof Direct direct)
        || !(direct.request().interaction() instanceof Content content)) {
      return Future.failedFuture(new IllegalStateException("no content"));
    }
    return proxy
        .open(carrier, interaction.upstream(), content, placed.host(), trace.requestId())
        .map(stream -> new BinaryContent(content.contentType(), content.version(), stream));
  }

  private Future<Answer> read(HttpServerRequest carrier, Asked asked, Trace trace) {
    return intents
        .read(asked, trace)
        .compose(placed -> tags.hold(placed, trace))
        .compose(
            placed ->
                forward(carrier, placed, trace)
                    .compose(answer -> intents.stillThere(placed).map(answer))
                    .compose(answer -> release(carrier, placed, answer, trace)))
        .recover(
            failure ->
                Refusals.departed(failure) ? departed(asked, trace) : Future.failedFuture(failure));
  }

  private Future<Answer> departed(Asked asked, Trace trace) {
    Refusal refusal = Departures.refusal(asked);
    return refusal != null
        ? refuse(refusal)
        : intents
            .nowhere(asked, trace)
            .compose(nowhere -> release(nowhere.examination(), nowhere, Departures.nothing()));
  }

  /**
   * A write waits for the record's mover, and the mover for it; then the placement cannot change.
   */
  private Future<Answer> write(HttpServerRequest carrier, Asked asked, Trace trace) {
    return written(carrier, asked, trace)
        .compose(answered -> release(answered.placed(), answered.answer()))
        // What is not shown is not named in the journal that its patient reads either
        .onFailure(refused -> trace.wrote(null));
  }

  /** The same, of which nothing has been examined yet. */
  Future<Answered> written(HttpServerRequest carrier, Asked asked, Trace trace) {
    return hosts
        .share(Set.of(asked.record()), deleting(Stream.of(asked)))
        .compose(
            hold ->
                place(asked, hold, trace)
                    .compose(placed -> relate(carrier, placed, Map.of(), trace))
                    .compose(placed -> intents.write(placed, trace))
                    .compose(
                        placed ->
                            asFound(carrier, placed, trace)
                                .compose(same -> forward(carrier, placed, trace))
                                .compose(answer -> made(placed, answer, trace))
                                .compose(
                                    answer ->
                                        intents
                                            .held(hold, List.of(placed))
                                            .map(new Answered(placed, answer))))
                    .eventually(hold::abandon));
  }

  /** The records from which something is to be deleted. */
  static Set<PatientRecord> deleting(Stream<Asked> asked) {
    return asked
        .filter(one -> one.interaction().kind().deletes() && !one.interaction().touchesNobody())
        .map(Asked::record)
        .collect(Collectors.toSet());
  }

  /**
   * What a body refers to is of the record that it is written to.
   *
   * @param named whose the entries of the same transaction are, by their names
   */
  Future<Placed> relate(
      HttpServerRequest carrier, Placed placed, Map<String, String> named, Trace trace) {
    Stored stored = placed.asked().stored();
    return requests
        .newReferences(
            placed.asked().interaction(),
            stored == null ? null : stored.resource(),
            stored == null || stored.besides().all()
                ? null
                : new ShownBefore(placed.asked().grant().own(), stored.besides().shown()),
            placed.host().url().toString())
        .compose(
            added ->
                referred
                    .check(carrier, placed, added.owned(), named, trace)
                    .map(placed::finding)
                    .compose(found -> shared(carrier, found, added.shared(), trace).map(found)));
  }

  private Future<Void> shared(
      HttpServerRequest carrier, Placed placed, Set<String> shared, Trace trace) {
    return bringing
        .counted(placed, shared.size())
        .compose(counted -> dwellings.check(carrier, placed, shared, trace))
        .compose(checked -> bringing.bring(carrier, placed, shared, trace));
  }

  record Answered(Placed placed, HostAnswer answer) {}

  /** What the patient decided, and where the record lives, which cannot change while it is held. */
  Future<Placed> place(Asked asked, Hold hold, Trace trace) {
    return intents
        .found(asked, hold, trace)
        .recover(
            failure ->
                Refusals.departed(failure)
                    ? refuse(
                        Objects.requireNonNullElse(
                            Departures.refusal(asked), Refusals.refusal(failure)))
                    : Future.failedFuture(failure))
        .compose(placed -> intents.open(placed, trace))
        .compose(placed -> tags.hold(placed, trace));
  }

  /**
   * That what is to be deleted is what was judged: the last thing before it is, while no mover has
   * the record.
   */
  Future<Void> asFound(HttpServerRequest carrier, Placed placed, Trace trace) {
    Stored stored = placed.asked().stored();
    return placed.asked().interaction().kind() == InteractionKind.DELETE && stored != null
        ? lookUp.asFound(carrier, stored, placed.host(), trace.requestId())
        : Future.succeededFuture();
  }

  /** What has come of a write: its intent could not tell, and its outcome does. */
  Future<HostAnswer> made(Placed placed, HostAnswer answer, Trace trace) {
    if (!placed.asked().interaction().writes()) {
      return Future.succeededFuture(answer);
    }
    return lengthy
        .work(
            answer.body().length(),
            () -> Optional.ofNullable(Made.of(placed.asked().interaction(), answer, placed.host())))
        .map(
            made -> {
              trace.wrote(made.orElse(null));
              return answer;
            });
  }

  /** What was found already need not be asked for again. */
  private Future<HostAnswer> forward(HttpServerRequest carrier, Placed placed, Trace trace) {
    OnRecord interaction = placed.asked().interaction();
    Stored stored = placed.asked().stored();
    HostAnswer known =
        stored == null ? null : stored.answer(placed.placement(), interaction.upstream());
    return known != null
        ? Future.succeededFuture(known)
        : proxy.forward(
            carrier,
            FhirRequests.paged(interaction),
            placed.host(),
            trace.requestId(),
            trace::sent);
  }

  /** What of a host's answer may be shown. */
  Future<Answer> release(HttpServerRequest carrier, Placed placed, HostAnswer answer, Trace trace) {
    return tellers
        .examination(carrier, placed, answer.body(), trace)
        .compose(examination -> intents.stillThere(placed).map(examination))
        .compose(
            examination ->
                answer.status() == 200 && filter.mayLack(examination)
                    ? paging
                        .filled(
                            carrier,
                            placed,
                            examination,
                            answer,
                            () -> intents.stillOpen(placed),
                            () -> intents.stillThere(placed),
                            trace)
                        .map(shown -> answered(placed, answer, shown))
                    : release(examination, placed, answer));
  }

  /** The same of what others in it need not tell of. */
  Future<Answer> release(Placed placed, HostAnswer answer) {
    return release(placed.examination(), placed, answer);
  }

  private Future<Answer> release(Examination examination, Placed placed, HostAnswer answer) {
    return filter
        .examine(examination, answer.status(), answer.body())
        .map(shown -> answered(placed, answer, shown));
  }

  private Answer answered(Placed placed, HostAnswer answer, Buffer shown) {
    // A host that finds nothing changed counts no version: by that a guess would be answered
    HostAnswer told = placed.asked().changesUnread() ? answer.unversioned() : answer;
    return proxy.answer(told, placed.asked().interaction(), placed.host(), shown);
  }

  private static <T> Future<T> refuse(Refusal refusal) {
    return Future.failedFuture(refusal.refused());
  }
}
