// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.conformance.Conformance;
import io.prunelle.gateway.door.Receiver;
import io.prunelle.gateway.door.UnreadBody;
import io.prunelle.gateway.journal.Identifiers;
import io.prunelle.gateway.ops.Lengthy;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.purpose.PurposeOfUse;
import io.prunelle.gateway.rate.AtOnce;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.rest.Expectation;
import io.prunelle.gateway.rest.Framing;
import io.prunelle.gateway.rest.Interaction.Content;
import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.RestRequests;
import io.prunelle.gateway.token.Caller;
import io.prunelle.gateway.token.Reception;
import io.prunelle.gateway.token.Tokens;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The way of an HTTP request to FHIR, from arrival to answer: who calls, what they ask, and how it
 * ended. What is asked goes one of the {@link Ways}, whether it came alone or in a bundle.
 */
final class RequestPath implements Receiver {

  /** Of one caller, at most: each has a connection to a host for as long as that takes. */
  private static final int MOST_DOWNLOADS = 8;

  /** Of one caller, however few connections there are on a loop: where there are as many. */
  private static final int FEWEST_DOWNLOADS = 4;

  /** Of one caller, at the same time, however few connections there are for them: if there are. */
  private static final int FEWEST_WRITES = 2;

  private static final Pattern CLIENTS_ID = Pattern.compile("[A-Za-z0-9._~:+/=-]{1,128}");

  private final Tokens tokens;
  private final RateLimit rate;
  private final RestRequests rest;
  private final Ways ways;
  private final Batches batches;
  private final Transactions transactions;
  private final Replies replies;
  private final Identifiers identifiers;
  private final Memory memory;
  private final UnreadBody unread;
  private final AtOnce downloads;
  private final AtOnce writes;
  private final InFlight inFlight = new InFlight();

  RequestPath(
      Doors doors,
      Settings settings,
      RestRequests rest,
      Ways ways,
      Proxy proxy,
      Conformance conformance,
      Replies replies) {
    this.tokens = doors.tokens();
    this.rate = doors.rate();
    this.memory = doors.memory();
    this.unread = new UnreadBody(doors.vertx(), settings.limits().requestBody());
    this.identifiers = new Identifiers(Clock.systemUTC());
    this.rest = rest;
    this.ways = ways;
    this.replies = replies;
    this.downloads = new AtOnce(downloads(proxy.connections()));
    this.writes = new AtOnce(share(settings.database().holdPoolSize()));
    this.batches = new Batches(rest, rate, writes, ways, conformance, replies, settings.limits());
    this.transactions =
        new Transactions(
            rest, rate, ways, doors.hosts(), proxy, replies, new Lengthy(doors.vertx()));
  }

  @Override
  public void handle(HttpServerRequest request) {
    handle(request, sound -> Future.succeededFuture());
  }

  @Override
  public void refuse(HttpServerRequest request) {
    handle(request, Framing::check);
  }

  /**
   * On a loop, where all of theirs may be: half of what there is, which their other requests may
   * take as well, less the one that is left to others, if it can be.
   */
  private static int downloads(int connections) {
    int half = Math.min(MOST_DOWNLOADS, Math.max(FEWEST_DOWNLOADS, connections / 2));
    return Math.max(1, Math.min(half, connections - connections / 2 - 1));
  }

  /**
   * Each write keeps a connection for as long as its host takes, or whoever holds the same record:
   * one caller's leave most of them to others.
   */
  private static int share(int holds) {
    return Math.min(holds - 1, Math.max(FEWEST_WRITES, holds / 4));
  }

  private Reception reception(Trace trace) {
    return new Reception() {
      @Override
      public void shows(Caller owner) {
        trace.shows(owner);
      }

      @Override
      public void by(Caller caller) {
        trace.by(caller);
      }

      @Override
      public Future<Void> admit(Caller owner) {
        return rate.admit(owner.subject());
      }
    };
  }

  /** Its URL is written down, and kept for years. */
  private Future<Void> spelt(HttpServerRequest request, Caller caller) {
    return rate.spell(caller.subject(), request.uri().length());
  }

  private void handle(
      HttpServerRequest request, Function<HttpServerRequest, Future<Void>> framing) {
    request.pause();
    inFlight.begin();
    Trace trace = new Trace(request, identifiers.next().toString());
    request.response().putHeader("X-Request-Id", trace.requestId());
    correlate(request);
    Future.succeededFuture()
        .compose(arrived -> framing.apply(request))
        .compose(framed -> tokens.verify(request, reception(trace)))
        .compose(caller -> spelt(request, caller).map(caller))
        .onSuccess(caller -> memory.admit(request, caller.subject()))
        .compose(caller -> states(request, trace).map(caller))
        .compose(
            caller ->
                rest.head(request, trace::understands)
                    .compose(head -> confirm(request, head, caller).map(head))
                    .compose(head -> invite(request, head, caller).map(head))
                    .compose(
                        head ->
                            rest.body(
                                request,
                                head,
                                length -> rate.weigh(caller.subject(), length),
                                trace::sends,
                                trace::understands))
                    .compose(asked -> answer(request, asked, caller, trace)))
        .recover(failure -> replies.refuse(request, trace, failure))
        .onComplete(
            done -> {
              memory.settle(request);
              unread.discard(request);
              inFlight.end();
            });
  }

  /** http://hl7.org/fhir/R4/http.html#custom: the client's own id of a request that has another. */
  private static void correlate(HttpServerRequest request) {
    List<String> own = request.headers().getAll("X-Request-Id");
    if (own.size() == 1 && CLIENTS_ID.matcher(own.get(0)).matches()) {
      request.response().putHeader("X-Correlation-Id", own.get(0));
    }
  }

  /** What comes as a bundle may write. */
  private Future<Void> confirm(HttpServerRequest request, RestRequest asked, Caller caller) {
    InteractionKind kind = asked.interaction().kind();
    return tokens.confirm(
        request.headers(),
        caller,
        kind.writes() || kind == InteractionKind.BATCH || kind == InteractionKind.TRANSACTION);
  }

  /**
   * Who waits before they send a body are told so before it comes, if no body could make it
   * allowed. Who does not wait is judged by all of the request: their refusal then stands in the
   * journal of the patient whom it is about.
   */
  private Future<Void> invite(HttpServerRequest request, RestRequest head, Caller caller) {
    return Expectation.of(request) ? ways.premise(head, caller) : Future.succeededFuture();
  }

  private static Future<Void> states(HttpServerRequest request, Trace trace) {
    return PurposeOfUse.of(request.headers())
        .onSuccess(stated -> trace.states(stated.orElse(null)))
        .mapEmpty();
  }

  private Future<Void> answer(
      HttpServerRequest request, RestRequest asked, Caller caller, Trace trace) {
    return asked.interaction() instanceof Content
        ? download(request, asked, caller, trace)
        : serve(request, asked, caller, trace)
            .compose(served -> replies.reply(request, trace, served));
  }

  private Future<Void> download(
      HttpServerRequest request, RestRequest asked, Caller caller, Trace trace) {
    return downloads
        .begin(caller.subject())
        .compose(
            begun ->
                ways.passage()
                    .content(request, asked, caller, trace)
                    .compose(content -> replies.pass(request, trace, content))
                    .onComplete(over -> downloads.end(caller.subject())));
  }

  private Future<Served> serve(
      HttpServerRequest request, RestRequest asked, Caller caller, Trace trace) {
    InteractionKind kind = asked.interaction().kind();
    return switch (kind) {
      case BATCH, TRANSACTION -> bundle(request, asked, caller, trace);
      default ->
          kind.writes()
              ? writes.within(caller.subject(), () -> ways.serve(request, asked, caller, trace))
              : ways.serve(request, asked, caller, trace);
    };
  }

  /** An emergency is one patient's: it is stated for a request, not for a bundle of them. */
  private Future<Served> bundle(
      HttpServerRequest request, RestRequest asked, Caller caller, Trace trace) {
    if (Glass.isStated(trace)) {
      return Future.failedFuture(Glass.notForThis().refused());
    }
    return asked.interaction().kind() == InteractionKind.BATCH
        ? batches.serve(request, asked, caller, trace)
        : writes.within(caller.subject(), () -> transactions.serve(request, asked, caller, trace));
  }

  @Override
  public Future<Void> idle() {
    return inFlight.none().compose(none -> replies.settled());
  }
}
