// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.HOST_UNREACHABLE;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.proxy.HostConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request to a host and its whole answer, bounded in time and size. */
public final class Exchange {

  /** Any answer, good or bad. */
  public record Answer(int status, Buffer body) {

    /** Whether it might be another a little later. */
    boolean again() {
      return PASSING.contains(status);
    }
  }

  private static final String FHIR_JSON = "application/fhir+json";

  /** FHIR R4, http.html#cond-read: HAPI would otherwise show a search of a minute ago. */
  private static final String ANEW = "no-cache";

  /**
   * The same, and nobody will ask for a further page: HAPI keeps what a search has found for those,
   * in its database, unless it is told that it need not (RFC 9111, 5.2.1.5).
   */
  private static final String AT_A_GLANCE = "no-cache, no-store";

  /**
   * @param longest of the answer, in bytes
   */
  private record Request(
      HttpMethod method,
      String relative,
      @Nullable Buffer body,
      long longest,
      String cacheControl) {}

  /** What is over with the moment (RFC 9110, 15.5.9 and 15.6; RFC 6585, 4). */
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  /** How often more a request is sent that a host has not answered as it might. */
  private static final int AGAIN = 3;

  /** By how much each pause between two of them is longer than the one before. */
  private static final int LONGER = 4;

  private final Vertx vertx;
  private final HttpClient http;
  private final Host host;
  private final HostLimits limits;
  private final Lanes lanes;
  private final Lanes large;
  private boolean hurried;

  /**
   * @param lanes of this host
   * @param large of all hosts: taken by answers that are so large that they are held one by one
   */
  public Exchange(
      Vertx vertx, HttpClient http, Host host, HostLimits limits, Lanes lanes, Lanes large) {
    this.vertx = vertx;
    this.http = http;
    this.host = host;
    this.limits = limits;
    this.lanes = lanes;
    this.large = large;
  }

  URI base() {
    return host.url();
  }

  /** Whether others wait for what is asked from here on, and for what waits to be asked. */
  void hurried(boolean is) {
    hurried = is;
    lanes.hurry();
  }

  /** Whether what is asked from here on makes way for others who use the host. */
  boolean paced() {
    return lanes.paced(hurried);
  }

  /**
   * Sends a request and gathers the answer.
   *
   * @param relative path below the base and query, empty for the base itself
   * @param longest of the answer, in bytes
   * @param reading what is made of the answer, off the event loop
   * @return fails with {@link TransferFailure} when there is no whole answer in time
   */
  public <T> Future<T> once(
      HttpMethod method,
      String relative,
      @Nullable Buffer body,
      long longest,
      Function<Answer, T> reading) {
    return sent(new Request(method, relative, body, longest, ANEW))
        .compose(gathered -> read(gathered, reading))
        .recover(Exchange::asFailure);
  }

  /**
   * The same for a request that does nothing more when it is sent again (RFC 9110, 9.2.2): it is, a
   * few times, where the host cannot be reached or says that it has failed. Among the thousands of
   * requests that a record takes some will.
   */
  <T> Future<T> repeatable(
      HttpMethod method,
      String relative,
      @Nullable Buffer body,
      long longest,
      Function<Answer, T> reading) {
    return repeatable(new Request(method, relative, body, longest, ANEW), reading);
  }

  /** The same for searches of which the first page is enough, whatever else they find. */
  <T> Future<T> atAGlance(
      HttpMethod method,
      String relative,
      @Nullable Buffer body,
      long longest,
      Function<Answer, T> reading) {
    return repeatable(new Request(method, relative, body, longest, AT_A_GLANCE), reading);
  }

  private <T> Future<T> repeatable(Request asked, Function<Answer, T> reading) {
    return repeated(asked, limits.pause(), AGAIN)
        .compose(gathered -> read(gathered, reading))
        .recover(Exchange::asFailure);
  }

  private Future<Gathered> repeated(Request asked, Duration pause, int more) {
    return sent(asked)
        .transform(
            (gathered, failure) -> {
              boolean passing = gathered == null ? !isFinal(failure) : gathered.answer().again();
              if (!passing || more == 0) {
                return gathered == null
                    ? Future.failedFuture(failure)
                    : Future.succeededFuture(gathered);
              }
              if (gathered != null) {
                gathered.release();
              }
              return vertx
                  .timer(Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS)
                  .compose(later -> repeated(asked, pause.multipliedBy(LONGER), more - 1));
            });
  }

  /** One that does not answer in time is not kept waiting for once more. */
  private static boolean isFinal(Throwable failure) {
    return failure instanceof TransferFailure || failure instanceof TimeoutException;
  }

  private Future<Gathered> sent(Request asked) {
    String relative = asked.relative();
    String below = relative.isEmpty() || relative.startsWith("?") ? relative : "/" + relative;
    Buffer body = asked.body();
    RequestOptions options =
        HostConnection.to(host)
            .setMethod(asked.method())
            .setURI(HostConnection.target(host, below))
            .setFollowRedirects(false)
            .putHeader("Accept", FHIR_JSON)
            .putHeader("Cache-Control", asked.cacheControl())
            .putHeader("Prefer", "return=minimal");
    if (body != null) {
      options
          .putHeader("Content-Type", FHIR_JSON)
          // HAPI keeps what a resource was tagged with before, unless what is written is all of it
          .putHeader("X-Meta-Snapshot-Mode", "TAG, PROFILE, SECURITY_LABEL");
    }
    return lanes
        .take(
            () -> hurried,
            () ->
                http.request(options).compose(request -> exchange(request, body, asked.longest())))
        .onComplete(
            answer -> lanes.silent(false),
            failure -> lanes.silent(!(failure instanceof TransferFailure)));
  }

  private Future<Gathered> exchange(
      HttpClientRequest request, @Nullable Buffer body, long longest) {
    Gathered gathered = new Gathered(large, longest);
    return limited(
            (body == null ? request.send() : request.send(body)).compose(gathered::from), gathered)
        .onFailure(
            late -> {
              gathered.release();
              request.reset();
            });
  }

  private Future<Gathered> limited(Future<Gathered> answered, Gathered gathered) {
    return answered
        .timeout(limits.call().toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            late ->
                late instanceof TimeoutException && gathered.waits()
                    ? limited(answered, gathered)
                    : Future.failedFuture(late));
  }

  private <T> Future<T> read(Gathered gathered, Function<Answer, T> reading) {
    return vertx
        .executeBlocking(() -> reading.apply(gathered.answer()), false)
        .eventually(
            () -> {
              gathered.release();
              return Future.succeededFuture();
            });
  }

  private static <T> Future<T> asFailure(Throwable cause) {
    return Future.failedFuture(
        cause instanceof TransferFailure
            ? cause
            : new TransferFailure(HOST_UNREACHABLE, String.valueOf(cause.getMessage())));
  }
}
