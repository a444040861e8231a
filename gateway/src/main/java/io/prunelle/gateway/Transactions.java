// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.bundle.ResponseBundle;
import io.prunelle.gateway.bundle.TransactionBundle;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Lengthy;
import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.rest.BundleEntry;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.RestRequests;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A transaction: every entry goes the way of a request of its own up to the host, which is asked
 * for all of them at once or not at all (http://hl7.org/fhir/R4/http.html#transaction). So all the
 * records it touches must be on one host.
 */
final class Transactions {

  private static final Set<InteractionKind> SERVED =
      Set.of(
          InteractionKind.READ,
          InteractionKind.VREAD,
          InteractionKind.SEARCH_TYPE,
          InteractionKind.SEARCH_COMPARTMENT,
          InteractionKind.CREATE,
          InteractionKind.CONDITIONAL_CREATE,
          InteractionKind.UPDATE,
          InteractionKind.CONDITIONAL_UPDATE,
          InteractionKind.PATCH,
          InteractionKind.DELETE);

  private final RestRequests rest;
  private final RateLimit rate;
  private final Ways ways;
  private final Passage passage;
  private final Hosts hosts;
  private final Proxy proxy;
  private final Replies replies;
  private final Lengthy lengthy;

  Transactions(
      RestRequests rest,
      RateLimit rate,
      Ways ways,
      Hosts hosts,
      Proxy proxy,
      Replies replies,
      Lengthy lengthy) {
    this.lengthy = lengthy;
    this.rest = rest;
    this.rate = rate;
    this.ways = ways;
    this.passage = ways.passage();
    this.hosts = hosts;
    this.proxy = proxy;
    this.replies = replies;
  }

  /** Fails only if it is no transaction; an entry's refusal is the answer to all of it. */
  Future<Served> serve(
      HttpServerRequest carrier, RestRequest transaction, Caller caller, Trace trace) {
    return rest.entries(transaction, carrier.headers())
        .compose(
            entries ->
                rate.within(caller.subject(), entries.size(), transaction.length()).map(entries))
        .compose(
            entries ->
                entries.isEmpty()
                    ? Future.succeededFuture(
                        Served.one(trace, ResponseBundle.of("transaction-response", List.of())))
                    : new Run(carrier, transaction, caller, trace, entries).all());
  }

  /** Of what a host cannot be asked as a part of something else. */
  static Refusal notInOne() {
    return new Refusal.NotSupported(
        "not-in-transaction",
        "This cannot be part of a transaction. Send it by itself, or in a batch.");
  }

  /** Some hosts would not compare it, and it cannot be looked for before all of it is done. */
  private static Refusal ofVersion() {
    return new Refusal.BadExchange(
        400,
        "condition-malformed",
        "An update by a condition takes no If-Match in a transaction. Send it by itself, or by the"
            + " resource's id.");
  }

  private final class Run {

    private final HttpServerRequest carrier;
    private final RestRequest transaction;
    private final Caller caller;
    private final Trace trace;
    private final List<BundleEntry> entries;
    private final List<Trace> traces;
    private final List<RestRequest> requests = new ArrayList<>();

    /** By their places. */
    private final Map<Integer, Asked> asked = new TreeMap<>();

    private final List<Placed> placed = new ArrayList<>();

    /** Which entry is looked at; none when all of them are. */
    private int at = -1;

    private Run(
        HttpServerRequest carrier,
        RestRequest transaction,
        Caller caller,
        Trace trace,
        List<BundleEntry> entries) {
      this.carrier = carrier;
      this.transaction = transaction;
      this.caller = caller;
      this.trace = trace;
      this.entries = entries;
      this.traces = entries.stream().map(trace::of).toList();
    }

    private Future<Served> all() {
      return each(i -> parse(i).map(requests::add))
          .compose(parsed -> Siblings.of(entries, requests))
          .compose(this::inOrder)
          .compose(admitted -> each(this::requireOtherCondition))
          .compose(admitted -> apart())
          .compose(apart -> hosts.share(records(), Passage.deleting(asked.values().stream())))
          .compose(
              hold ->
                  each(i -> passage.place(asked.get(i), hold, traces.get(i)).map(placed::add))
                      .compose(open -> oneHost())
                      .compose(
                          host ->
                              each(i ->
                                      passage
                                          .relate(carrier, placed.get(i), named(), traces.get(i))
                                          .map(related -> placed.set(i, related)))
                                  .map(host))
                      .compose(
                          host ->
                              passage
                                  .intents()
                                  .intend(placed, traces)
                                  .compose(intended -> decidedStill())
                                  .compose(
                                      still ->
                                          each(
                                              i ->
                                                  passage.asFound(
                                                      carrier, placed.get(i), traces.get(i))))
                                  .compose(same -> forward(host))
                                  .compose(done -> passage.intents().held(hold, placed).map(done)))
                      .eventually(hold::abandon))
          .compose(this::release)
          .recover(this::refused);
    }

    private Future<RestRequest> parse(int i) {
      Trace own = traces.get(i);
      return rest.parse(carrier, entries.get(i), own::understands)
          .compose(
              request ->
                  Conditional.isOfVersion(request)
                      ? Future.failedFuture(ofVersion().refused())
                      : SERVED.contains(request.interaction().kind())
                              && !entries.get(i).method().equals("HEAD")
                              && !request.interaction().path().endsWith("/_search")
                              && !Registration.concerns(request)
                              && !ByIdentifier.concerns(request)
                          ? Future.succeededFuture(request)
                          : Future.failedFuture(notInOne().refused()));
    }

    /** Whose one is may be told by another one, which is looked at first. */
    private Future<Void> inOrder(Map<String, String> siblings) {
      requests.replaceAll(request -> request.beside(siblings));
      List<Integer> first = new ArrayList<>();
      List<Integer> told = new ArrayList<>();
      List<Integer> contents = new ArrayList<>();
      return each(i ->
              ways.contents()
                  .isOpen(entries.get(i), requests.get(i))
                  .compose(
                      open ->
                          open
                              ? Future.succeededFuture(contents.add(i))
                              : ways.isToldBySiblings(requests.get(i))
                                  .map(is -> (is ? told : first).add(i))))
          .compose(sorted -> each(first, i -> admit(i).map(admitted -> asked.put(i, admitted))))
          .compose(others -> contents(contents))
          .compose(others -> each(told, i -> admit(i).map(admitted -> asked.put(i, admitted))));
    }

    /** All documents are looked at once, however much content there is. */
    private Future<Void> contents(List<Integer> contents) {
      return contents.isEmpty()
          ? Future.succeededFuture()
          : ways.contents()
              .pointedAt(asked.values())
              .compose(
                  pointedAt ->
                      each(
                          contents,
                          i ->
                              content(i, pointedAt)
                                  .compose(create -> admit(i))
                                  .map(admitted -> asked.put(i, admitted))));
    }

    private Future<RestRequest> content(int i, Map<String, Set<String>> pointedAt) {
      return ways.contents()
          .of(entries.get(i), requests.get(i), pointedAt)
          .onSuccess(create -> requests.set(i, create));
    }

    private Future<Asked> admit(int i) {
      return ways.admit(carrier, requests.get(i), named(), caller, traces.get(i));
    }

    /**
     * Two alike would find, or make, the same resource: some hosts leave the second one out, and an
     * answer that lacks an entry cannot be told apart once everything is done.
     */
    private Future<Void> requireOtherCondition(int i) {
      Interaction conditional = written(i);
      boolean met =
          switch (conditional.kind()) {
            case CONDITIONAL_CREATE, CONDITIONAL_UPDATE ->
                IntStream.range(0, i).anyMatch(before -> written(before).equals(conditional));
            default -> false;
          };
      return met
          ? Future.failedFuture(
              new Refusal.BadExchange(
                      400,
                      "condition-twice",
                      "Two entries have the same condition. Send one, and refer to it by its"
                          + " fullUrl.")
                  .refused())
          : Future.succeededFuture();
    }

    /** As the host is asked it. */
    private Interaction written(int i) {
      return asked.get(i).interaction() instanceof Direct direct
          ? direct.request().interaction()
          : requests.get(i).interaction();
    }

    /**
     * What nobody owns is on premise, wherever a record is: whether both could be had as a whole
     * would tell where the record is. So both never can.
     */
    private Future<Void> apart() {
      long nobodys =
          asked.values().stream().filter(one -> one.interaction().touchesNobody()).count();
      return nobodys == 0 || nobodys == asked.size()
          ? Future.succeededFuture()
          : refuse(
              "transaction-with-reference-data",
              "A transaction cannot hold reference data beside patients' data. Read it by itself,"
                  + " or in a batch.");
    }

    /** What nobody owns is in nobody's record. */
    private Set<PatientRecord> records() {
      return asked.values().stream()
          .filter(one -> !one.interaction().touchesNobody())
          .map(Asked::record)
          .collect(Collectors.toSet());
    }

    /** Whose the entries are that others may refer to by a name. */
    private Map<String, String> named() {
      Map<String, String> named = new HashMap<>();
      asked.forEach(
          (i, one) -> {
            String name = Siblings.name(entries.get(i));
            if (name != null) {
              named.put(name, one.interaction().patient());
            }
          });
      return named;
    }

    /** What the entries have become that others refer to by a name. */
    private Map<String, String> made(List<HostAnswer> received) {
      Map<String, String> made = new HashMap<>();
      for (int i = 0; i < entries.size(); i++) {
        String name = Siblings.name(entries.get(i));
        String key =
            Siblings.made(requests.get(i).interaction(), received.get(i), placed.get(i).host());
        if (name != null && key != null) {
          made.put(name, key);
        }
      }
      return made;
    }

    private Future<Host> oneHost() {
      List<Host> all = placed.stream().map(Placed::host).distinct().toList();
      return all.size() == 1
          ? Future.succeededFuture(all.get(0))
          : refuse(
              "transaction-over-hosts",
              "What the transaction touches is not all at one host, so it cannot be done as a"
                  + " whole. Send one transaction for each patient, or a batch.");
    }

    /** What bodies refer to may have taken long to be looked at. */
    private Future<Void> decidedStill() {
      return passage
          .intents()
          .standings(placed)
          .compose(
              now ->
                  each(
                      i ->
                          passage
                              .intents()
                              .decided(placed.get(i), now, traces.get(i))
                              .map(same -> placed.set(i, same))));
    }

    private Future<List<HostAnswer>> forward(Host host) {
      List<TransactionBundle.Part> parts =
          IntStream.range(0, entries.size())
              .mapToObj(
                  i ->
                      new TransactionBundle.Part(
                          Siblings.told(entries.get(i), requests.get(i).interaction()),
                          FhirRequests.paged(placed.get(i).asked().interaction()).upstream()))
              .toList();
      return proxy
          .forward(
              carrier,
              TransactionBundle.of(parts, transaction.upstream().headers()),
              host,
              trace.requestId(),
              () -> traces.forEach(Trace::sent))
          .compose(
              answer ->
                  lengthy.work(
                      answer.body().length(),
                      () -> TransactionBundle.answers(answer, parts.size())));
    }

    /** It is done: what of an answer may not be shown is missing from it, and nothing else is. */
    private Future<Served> release(List<HostAnswer> received) {
      Map<String, String> made = made(received);
      List<Future<Answer>> shown =
          IntStream.range(0, received.size())
              .mapToObj(i -> release(i, received.get(i), made))
              .toList();
      return Future.all(shown)
          .map(
              done -> {
                List<Answer> answers = shown.stream().map(Future::result).toList();
                Answer whole = ResponseBundle.of("transaction-response", answers);
                List<Served.End> ends = new ArrayList<>();
                for (int i = 0; i < answers.size(); i++) {
                  Answer answer = answers.get(i);
                  ends.add(new Served.End(traces.get(i), answer.status(), answer.body().length()));
                }
                ends.add(new Served.End(trace, whole.status(), whole.body().length()));
                return new Served(whole, ends);
              });
    }

    private Future<Answer> release(int i, HostAnswer answer, Map<String, String> made) {
      boolean deleted = asked.get(i).interaction().kind() == InteractionKind.DELETE;
      return Proxy.successful(deleted ? answer.emptied() : answer)
          .compose(successful -> passage.made(placed.get(i), successful, traces.get(i)))
          .compose(
              successful ->
                  passage.release(carrier, placed.get(i).knowing(made), successful, traces.get(i)))
          .onFailure(refused -> traces.get(i).wrote(null))
          .otherwise(failure -> Refusals.answer(Refusals.refusal(failure)));
    }

    /** One answer for all. In the journal every entry that was let through, and the refused one. */
    private Future<Served> refused(Throwable failure) {
      Refusal refusal = Refusals.refusal(failure);
      List<Trace> known =
          IntStream.range(0, traces.size())
              .filter(i -> i == at || traces.get(i).intent() != null)
              .mapToObj(traces::get)
              .toList();
      List<Trace> concerned = known.isEmpty() ? List.of(trace) : known;
      Answer answer =
          at < 0 ? Refusals.answer(refusal) : Refusals.answer(refusal, "Bundle.entry[" + at + "]");
      List<Future<Answer>> told =
          concerned.stream().map(own -> replies.refused(carrier, own, failure)).toList();
      return Future.join(told)
          .map(
              written ->
                  // One that could not be written down is told as that alone
                  told.stream()
                      .map(Future::result)
                      .filter(said -> said.status() != answer.status())
                      .findFirst()
                      .orElse(answer))
          .map(said -> new Served(said, List.of()));
    }

    private <T> Future<Void> each(Function<Integer, Future<T>> step) {
      return each(IntStream.range(0, entries.size()).boxed().toList(), step);
    }

    private <T> Future<Void> each(List<Integer> order, Function<Integer, Future<T>> step) {
      return InTurn.each(
              order,
              i -> {
                at = i;
                return step.apply(i);
              })
          .onSuccess(done -> at = -1);
    }

    private static <T> Future<T> refuse(String reason, String diagnostics) {
      return Future.failedFuture(new Refusal.NotSupported(reason, diagnostics).refused());
    }
  }
}
