// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.format.Gzip;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.Interaction.Content;
import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * The door of this package: a request's way to a host and the answer's way back. Uses the building
 * blocks of {@code vertx-http-proxy} one by one, because every answer is examined before it is
 * sent; there is no path for upgrades or CONNECT at all.
 */
public final class Proxy {

  private static final Set<Integer> REFUSALS = Set.of(400, 404, 409, 410, 412, 413, 422);

  /** How many times longer a whole answer may take than a host may be silent. */
  private static final int TRICKLE = 5;

  private final Vertx vertx;
  private final LoopClients clients;
  private final ConcurrentMap<String, Circuit> circuits = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Route> routes = new ConcurrentHashMap<>();
  private final ReadTimes times = new ReadTimes();
  private final Turns turns;
  private final RequestHeaders requestHeaders;
  private final AnswerHeaders answerHeaders;
  private final HostAndPort publicAuthority;
  private final Settings.Limits limits;
  private final Gzip gzip;
  private final Memory memory;

  /**
   * @param memory that has admitted whatever request something is asked for
   */
  public Proxy(Vertx vertx, Settings settings, HttpClientAgent client, Memory memory) {
    this.memory = memory;
    this.vertx = vertx;
    this.gzip = new Gzip(vertx);
    this.clients =
        new LoopClients(vertx, settings, Runtime.getRuntime().availableProcessors(), client);
    this.limits = settings.limits();
    this.turns = new Turns(vertx, clients.connections(), Route.CONNECTION);
    this.publicAuthority = HostConnection.authority(settings.publicUrl());
    this.requestHeaders = new RequestHeaders(settings.publicUrl());
    this.answerHeaders = new AnswerHeaders(settings.publicUrl());
  }

  /** How long hosts take to begin their answers to what is sent here. */
  public ReadTimes times() {
    return times;
  }

  /** How many connections to a host there are for the requests of one event loop. */
  public int connections() {
    return clients.connections();
  }

  /** A client for hosts, bounded in connections per host and in who waits for one. */
  public static HttpClientAgent client(Vertx vertx, Settings settings) {
    return client(vertx, settings, settings.limits().upstreamConnections());
  }

  static HttpClientAgent client(Vertx vertx, Settings settings, int connections) {
    return vertx
        .httpClientBuilder()
        .with(
            new HttpClientOptions()
                .setName("hosts")
                .setConnectTimeout(3_000)
                .setSslHandshakeTimeout(HostConnection.HANDSHAKE.toSeconds())
                // shorter than the hosts' own, so that no request meets a connection being closed
                .setKeepAliveTimeout(15)
                .setDecompressionSupported(false))
        .with(new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(connections * 8))
        .build();
  }

  /**
   * Sends the interaction, not the request: everything is written anew from the parsed form.
   *
   * @param sending told right before something of it is sent; of what fails untold the host knows
   *     nothing
   * @return the host's whole answer if it is one of success; fails with {@link
   *     io.prunelle.gateway.refusal.Refused} otherwise
   */
  public Future<HostAnswer> forward(
      HttpServerRequest request,
      OnRecord interaction,
      Host host,
      String requestId,
      Runnable sending) {
    return forward(request, interaction.upstream(), host, requestId, sending)
        .recover(
            failure ->
                Future.failedFuture(
                    switch (interaction.kind()) {
                      case OPERATION -> Failures.ofOperation(failure);
                      case PAGE -> Failures.ofPage(failure);
                      default -> failure;
                    }))
        .map(
            answer ->
                // What a host says of a deletion is about its own workings
                interaction.kind() == InteractionKind.DELETE ? answer.emptied() : answer);
  }

  /** The same, for what is no interaction of the caller's: a look-up of the gateway's own. */
  public Future<HostAnswer> forward(
      HttpServerRequest request, Upstream upstream, Host host, String requestId) {
    return forward(request, upstream, host, requestId, () -> {});
  }

  /**
   * The same.
   *
   * @param sending told right before something of it is sent
   */
  public Future<HostAnswer> forward(
      HttpServerRequest request, Upstream upstream, Host host, String requestId, Runnable sending) {
    return turns
        .of(
            clients.client(),
            host.id(),
            memory.caller(request),
            () ->
                exchange(
                    request,
                    upstream,
                    host,
                    requestId,
                    sending,
                    response -> whole(request, response)))
        .compose(Proxy::successful);
  }

  /**
   * The same, for a page that follows one of the host's in the same answer of the gateway's: a host
   * that does not have it any more has failed.
   */
  public Future<HostAnswer> further(
      HttpServerRequest request, Upstream upstream, Host host, String requestId) {
    return forward(request, upstream, host, requestId)
        .recover(failure -> Future.failedFuture(Failures.ofFurtherPage(failure)));
  }

  private <T> Future<T> exchange(
      HttpServerRequest request,
      Upstream upstream,
      Host host,
      String requestId,
      Runnable sending,
      Function<ProxyResponse, Future<T>> take) {
    Route route = route(host);
    Circuit circuit = circuits.computeIfAbsent(host.id(), first -> circuit());
    return circuit
        .admit()
        .compose(
            attempt ->
                times
                    .of(host.id())
                    .timed(() -> send(request, upstream, route, requestId, attempt, sending))
                    .recover(
                        failure ->
                            Failures.stale(failure)
                                    && upstream.method().equals("GET")
                                    && !request.response().closed()
                                ? send(request, upstream, route, requestId, attempt, sending)
                                : Future.failedFuture(failure))
                    .compose(
                        head ->
                            take.apply(head)
                                .onComplete(
                                    taken -> {
                                      // It may be an answer that cannot be used
                                      if (taken.succeeded() || !Failures.silent(taken.cause())) {
                                        circuit.answered();
                                      }
                                    }))
                    .onFailure(
                        failure -> {
                          if (Failures.silent(failure)) {
                            if (isLeft(request, upstream)) {
                              attempt.hungUp();
                            } else {
                              circuit.failed();
                            }
                          }
                        })
                    .onComplete(over -> attempt.over()))
        .recover(Failures::refuse);
  }

  /** Who hangs up ends what their host was asked, unless that changes something. */
  private static boolean isLeft(HttpServerRequest request, Upstream upstream) {
    return !upstream.changes() && request.response().closed();
  }

  /** Until its answer begins. */
  private Future<ProxyResponse> send(
      HttpServerRequest request,
      Upstream upstream,
      Route route,
      String requestId,
      Circuit.Attempt attempt,
      Runnable sending) {
    ProxyRequest outgoing =
        ProxyRequest.reverseProxy(
                new Fronted(
                    (HttpServerRequestInternal) request, publicAuthority, upstream.changes()))
            .setMethod(HttpMethod.valueOf(upstream.method()))
            .setURI(HostConnection.target(route.host(), upstream.target()))
            .setAuthority(route.authority())
            .setBody(upstream.body() == null ? null : Body.body(upstream.body()));
    requestHeaders.write(
        outgoing.headers(), upstream, requestId, TraceContext.of(request.headers(), requestId));
    return clients
        .client()
        .request(route.options())
        .recover(Failures::unconnected)
        .compose(
            connected ->
                // It may have been waited for
                (isLeft(request, upstream) ? Proxy.<Void>nobodyIsThere() : attempt.sends())
                    .onFailure(over -> connected.reset())
                    .compose(
                        goesOn -> {
                          sending.run();
                          return outgoing.send(connected);
                        }));
  }

  private static <T> Future<T> nobodyIsThere() {
    return Future.failedFuture(new Refusal.BadUpstream(502, "host-unreachable").refused());
  }

  private Route route(Host host) {
    Route known = routes.get(host.id());
    if (known == null || !known.host().equals(host)) {
      known = Route.to(host, limits.upstreamTimeout());
      routes.put(host.id(), known);
    }
    return known;
  }

  /**
   * Asks for what a Binary holds, and reads nothing of it.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when the host answers with
   *     anything else
   */
  public Future<HostStream> open(
      HttpServerRequest request, Upstream upstream, Content content, Host host, String requestId) {
    return exchange(
        request,
        upstream,
        host,
        requestId,
        () -> {},
        response -> content(response, content.contentType()));
  }

  private Future<HostStream> content(ProxyResponse response, String type) {
    HostStream stream = new HostStream(vertx, response, limits.upstreamTimeout());
    String given = response.headers().get(HttpHeaders.CONTENT_TYPE);
    String coding = response.headers().get(HttpHeaders.CONTENT_ENCODING);
    boolean raw =
        response.getBody() != null
            && given != null
            && essence(given).equals(essence(type))
            && (coding == null || coding.equalsIgnoreCase("identity"));
    if (response.getStatusCode() == 200 && raw) {
      return Future.succeededFuture(stream);
    }
    stream.stop();
    return response.getStatusCode() == 200
        ? Future.failedFuture(new Refusal.BadUpstream(502, "answer-not-content").refused())
        : successful(new HostAnswer(response.getStatusCode(), response.headers(), Buffer.buffer()))
            .compose(
                other ->
                    Future.failedFuture(
                        new Refusal.BadUpstream(502, "answer-not-content").refused()));
  }

  private static String essence(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
  }

  private Circuit circuit() {
    return new Circuit(limits, System::nanoTime);
  }

  private Future<HostAnswer> whole(HttpServerRequest request, ProxyResponse response) {
    if (response.getBody() == null) {
      return Future.succeededFuture(
          new HostAnswer(response.getStatusCode(), response.headers(), Buffer.buffer()));
    }
    Promise<Buffer> read = ((ContextInternal) vertx.getOrCreateContext()).promise();
    return WholeBody.read(
            vertx,
            request,
            response,
            read,
            limits.responseBody(),
            limits.upstreamTimeout(),
            // each of its bytes may be in time, and all of them never
            limits.upstreamTimeout().multipliedBy(TRICKLE),
            memory)
        .onFailure(late -> response.proxiedResponse().request().reset())
        .compose(body -> plain(request, body, response.headers()))
        .map(body -> new HostAnswer(response.getStatusCode(), response.headers(), body));
  }

  private Future<Buffer> plain(HttpServerRequest request, Buffer body, MultiMap headers) {
    String coding = headers.get(HttpHeaders.CONTENT_ENCODING);
    if (coding == null || coding.equalsIgnoreCase("identity") || body.length() == 0) {
      return Future.succeededFuture(body);
    } else if (!coding.equalsIgnoreCase("gzip")) {
      return Future.failedFuture(new Refusal.BadUpstream(502, "answer-coding").refused());
    }
    return gzip.inflated(
            body, limits.responseBody(), (before, more) -> memory.grow(request, before, more))
        .onSuccess(inflated -> memory.shrink(request, body.length(), 0))
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof Refused
                        ? failure
                        : (failure instanceof Gzip.TooLong
                                ? new Refusal.TooCostly("answer-too-long", limits.responseBody())
                                : new Refusal.BadUpstream(502, "answer-coding"))
                            .refused()));
  }

  /**
   * A host's own words about a failure stay here: they may tell what the caller may not know.
   *
   * @return fails when it is no answer of success
   */
  public static Future<HostAnswer> successful(HostAnswer answer) {
    int status = answer.status();
    if (status == 200 || status == 201 || status == 204 || status == 304) {
      return Future.succeededFuture(answer);
    }
    return Future.failedFuture(
        (REFUSALS.contains(status)
                ? new Refusal.HostRefused(status, "host-refused")
                : new Refusal.BadUpstream(502, "host-answered-" + status))
            .refused());
  }

  /** A host's answer with what may be shown of it, as the client gets it. */
  public Answer answer(HostAnswer answer, OnRecord interaction, Host host, Buffer shown) {
    return new Answer(
        answer.status(),
        answerHeaders.of(answer.headers(), interaction, host),
        answer.hasBody() ? shown : Buffer.buffer());
  }
}
