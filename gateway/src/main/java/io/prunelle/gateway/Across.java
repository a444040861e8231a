// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.filter.Examination;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.filter.Found;
import io.prunelle.gateway.filter.MergedPage;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Requests over several records, whose patients are only known from what hosts answer. All hosts
 * are asked that may have any of them; what comes back is told apart patient by patient, and put
 * together again in an order of the gateway's own, so that nothing of the answer tells which host
 * had what. For who could learn where a record lives would learn whether its patient refused.
 */
final class Across {

  /** No FHIR id, so nobody's own. */
  private static final String ANYBODY = "*";

  private final FhirRequests requests;
  private final Addressees addressees;
  private final AccessPolicy access;
  private final Hosts hosts;
  private final Consents consents;
  private final Openness openness;
  private final Journal journal;
  private final Proxy proxy;
  private final Filter filter;
  private final Settings.Limits limits;
  private final Memory memory;
  private final Pace pace;
  private final Targets targets;

  Across(
      Doors doors,
      FhirRequests requests,
      AccessPolicy access,
      Openness openness,
      Proxy proxy,
      Filter filter) {
    this.requests = requests;
    this.pace = new Pace(doors.vertx());
    this.access = access;
    this.hosts = doors.hosts();
    this.consents = doors.consents();
    this.openness = openness;
    this.addressees = new Addressees(requests, hosts, consents, openness);
    this.journal = doors.journal();
    this.proxy = proxy;
    this.filter = filter;
    this.limits = doors.settings().limits();
    this.memory = doors.memory();
    LookUp lookUp = new LookUp(journal, consents, openness, proxy, filter, memory);
    this.targets = new Targets(filter, new Ownership(lookUp, doors.rate()));
  }

  /**
   * Whose records a caller may ask this of.
   *
   * @param grant of the first of them
   * @param own patients whom the caller is or acts for; empty for any of the practice
   */
  record Reach(Grant grant, Set<String> own) {}

  /** What is asked, by whom. */
  record Question(
      RestRequest request,
      AcrossRecords asked,
      Practice practice,
      Caller caller,
      Reach reach,
      @Nullable List<@Nullable String> after) {}

  /** Fails when the caller may not ask this of anybody. */
  Future<Reach> reach(Caller caller, AcrossRecords asked) {
    String owner = asked.owner();
    if (owner != null) {
      return access.allow(caller, asked.of(owner)).map(grant -> new Reach(grant, Set.of(owner)));
    }
    return access
        .allow(caller, asked.of(ANYBODY))
        .map(grant -> new Reach(grant, Set.of()))
        .recover(
            no -> {
              Set<String> all = access.ownRecords(caller, asked.request().practice());
              Set<String> may = new TreeSet<>(all);
              may.removeIf(one -> access.allow(caller, asked.of(one)).failed());
              // Of none: it says of one why
              Set<String> own = may.isEmpty() ? all : may;
              return own.isEmpty()
                  ? Future.failedFuture(no)
                  : access
                      .allow(caller, asked.of(own.iterator().next()))
                      .map(grant -> new Reach(grant, own));
            });
  }

  /** Commits that hosts are asked, asks them, and commits whom the answer is about. */
  Future<Served> serve(HttpServerRequest carrier, Question question, Trace trace) {
    AcrossRecords asked = question.asked();
    if (question.reach().grant().limited() && !asked.shownWhole()) {
      return Future.failedFuture(
          new Refusal.NotSupported(
                  "representation-not-attributable",
                  "Over several records a count, a part of each resource, or a match by what stands"
                      + " in another one does not show whether the token's scopes, narrowed by"
                      + " search parameters, cover it.")
              .refused());
    }
    Screening screening =
        new Screening(
            access, hosts, consents, openness, asked, question.practice(), question.caller());
    Gathering gathering =
        new Gathering(
            proxy,
            filter,
            limits,
            asked.isHistory() && !question.reach().own().isEmpty()
                ? Gathering.MOST_PAGES_OF_OTHERS
                : Gathering.MOST_PAGES,
            memory,
            carrier,
            asked,
            screening,
            trace.requestId());
    trace.as(question.reach().grant().capacity());
    Subjects subjects = new Subjects(journal, question, screening, trace);
    return addressees
        .of(question)
        .compose(asks -> screening.begin().map(asks))
        .compose(asks -> subjects.begin(named(question)).map(asks))
        .compose(gathering::from)
        .compose(found -> screening.meetAgain().map(found))
        .map(
            found -> {
              // Some records may have been closed since they were found open
              found.forEach(screening::leavesOut);
              List<Found> shown = found.stream().filter(screening::shows).toList();
              return Sheet.of(asked, shown, question.after());
            })
        .compose(sheet -> all(screening, trace).map(sheet))
        .compose(
            sheet ->
                targets(carrier, question, screening, sheet, trace)
                    .compose(
                        unmasked ->
                            filter.merged(
                                asked,
                                sheet.shown(),
                                found -> examination(question, screening, found, unmasked),
                                page(question, sheet)))
                    .compose(bundle -> subjects.disclose(sheet, bundle)))
        .onFailure(failure -> subjects.fail(carrier, failure))
        .compose(served -> pace.always(served, trace.elapsed()));
  }

  /** Whose records it is about, whatever is found. */
  private Set<String> named(Question question) {
    Set<String> own = question.reach().own();
    return own.size() == 1 ? own : requests.named(question.asked());
  }

  /**
   * What is done or left by what is found must not be done or left by what is only out of reach:
   * somebody would be registered twice while their record moves. Whoever may ask for that record
   * itself is told the same of it.
   */
  private static Future<Void> all(Screening screening, Trace trace) {
    return trace.isCondition() && screening.keepsBack()
        ? Future.failedFuture(Openness.closed("record-closed").refused())
        : Future.succeededFuture();
  }

  private static MergedPage page(Question question, Sheet sheet) {
    Long total = question.asked().total() ? (long) sheet.counted().size() : null;
    return new MergedPage(
        question.after() == null, sheet.last(), total, question.caller().subject());
  }

  /** What those who see their own alone are shown that a Provenance is about besides. */
  private Future<Map<String, Set<String>>> targets(
      HttpServerRequest carrier, Question question, Screening screening, Sheet sheet, Trace trace) {
    Map<String, Set<String>> unmasked = new HashMap<>();
    List<Found> masked =
        sheet.shown().stream()
            .filter(found -> found.type().equals("Provenance"))
            .filter(found -> screening.grant(found.patient()).ownAlone())
            .toList();
    return InTurn.each(
            masked,
            found ->
                targets
                    .theirs(
                        carrier,
                        found.host(),
                        found.resource(),
                        found.patient(),
                        Set.copyOf(found.through()),
                        question.caller().subject(),
                        trace)
                    .onSuccess(theirs -> unmasked.put(place(found), theirs)))
        .map(unmasked);
  }

  private static String place(Found found) {
    return found.host().id() + " " + found.key();
  }

  private static Examination examination(
      Question question, Screening screening, Found found, Map<String, Set<String>> unmasked) {
    Grant grant = screening.grant(found.patient());
    Standing standing = screening.standing(found.patient());
    return new Examination(
        question.asked().of(found.patient()),
        found.host(),
        grant,
        Set.copyOf(found.through()),
        unmasked.getOrDefault(place(found), Set.of()),
        question.caller().subject(),
        standing == null ? null : standing.entry());
  }
}
