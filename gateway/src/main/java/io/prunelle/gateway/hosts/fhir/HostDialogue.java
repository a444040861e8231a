// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;
import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.UNREADABLE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Exchange.Answer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What all requests to a host have in common: sizes, pages, and what a status means. */
final class HostDialogue {

  static final int NOT_FOUND = 404;
  static final int DELETED = 410;
  static final Set<Integer> GONE = Set.of(NOT_FOUND, DELETED);
  // Not 404: so answers whatever stands before a host that is down, to everything
  static final Set<Integer> NOT_OFFERED = Set.of(400, 403, 405, 501);

  private final Exchange exchange;
  private final HostLimits limits;

  HostDialogue(Exchange exchange, HostLimits limits) {
    this.exchange = exchange;
    this.limits = limits;
  }

  URI base() {
    return exchange.base();
  }

  void hurried(boolean is) {
    exchange.hurried(is);
  }

  /** Whether what is asked from here on makes way for others who use the host. */
  boolean paced() {
    return exchange.paced();
  }

  /**
   * Reads from the host; again where it only happened not to answer.
   *
   * @param count of resources on the page that is asked for
   * @param reading off the event loop: a page may be megabytes
   */
  <T> Future<T> page(String relative, int count, Function<Answer, T> reading) {
    return exchange.repeatable(HttpMethod.GET, relative, null, longest(count), reading);
  }

  /** The same for an answer that may be as large as any. */
  <T> Future<T> read(String relative, Function<Answer, T> reading) {
    return page(relative, 1, reading);
  }

  /** The first page of a search of which no other will be asked for. */
  <T> Future<T> glance(String relative, int count, Function<Answer, T> reading) {
    return exchange.atAGlance(HttpMethod.GET, relative, null, longest(count), reading);
  }

  /**
   * Several reads by one request.
   *
   * @param further whether more pages of what they find may be asked for
   */
  <T> Future<T> together(Buffer batch, boolean further, Function<Answer, T> reading) {
    return further
        ? exchange.repeatable(HttpMethod.POST, "", batch, limits.pageBytes(), reading)
        : exchange.atAGlance(HttpMethod.POST, "", batch, limits.pageBytes(), reading);
  }

  /** Changes something, by a request that does nothing more when it is sent again. */
  <T> Future<T> repeatable(
      HttpMethod method, String relative, @Nullable Buffer body, Function<Answer, T> reading) {
    return exchange.repeatable(method, relative, body, answerBytes(), reading);
  }

  /** Changes something; whoever gets no answer does not know whether it has. */
  Future<Void> write(HttpMethod method, String relative, Buffer body) {
    return exchange.once(method, relative, body, answerBytes(), HostDialogue::good).mapEmpty();
  }

  /** The same of a deletion. */
  public Future<Void> delete(String relative, Function<Answer, Answer> reading) {
    return exchange.once(HttpMethod.DELETE, relative, null, answerBytes(), reading).mapEmpty();
  }

  private long longest(int count) {
    return count == 1 ? answerBytes() : limits.pageBytes();
  }

  private long answerBytes() {
    return limits.answerBytes();
  }

  /** A reading of what is well, which fails with {@link TransferFailure} for any other answer. */
  static <T> Function<Answer, T> whole(Function<Buffer, T> parser) {
    return answer -> parser.apply(good(answer).body());
  }

  static Answer good(Answer answer) {
    if (answer.status() / 100 != 2) {
      throw TransferFailure.answered(answer.status(), Page.diagnostics(answer.body()));
    }
    return answer;
  }

  /** A host that fails or refuses has not said that nobody deleted what it is asked for. */
  static boolean deleted(Answer answer) {
    if (!GONE.contains(answer.status())) {
      good(answer);
    }
    return answer.status() == DELETED;
  }

  /** The address of the next page; null on the last. */
  @Nullable String next(Trail trail, boolean nothing, @Nullable String link) {
    if (link == null) {
      return null;
    }
    String next = below(link);
    trail.on(nothing, next);
    return next;
  }

  /** The part of a page's address below the base; a page elsewhere is not asked for. */
  private String below(String link) {
    URI page = URI.create(link);
    String path = page.getRawPath();
    String base = base().getRawPath();
    if (path == null || !(path.equals(base) || path.startsWith(base + "/"))) {
      throw new TransferFailure(UNREADABLE, "the next page is not on the host");
    }
    String rest = path.equals(base) ? "" : path.substring(base.length() + 1);
    return page.getRawQuery() == null ? rest : rest + "?" + page.getRawQuery();
  }

  /** Pages that turn out too large to be held are asked for anew with fewer resources each. */
  static <T> Function<Throwable, Future<T>> smaller(int count, IntFunction<Future<T>> again) {
    return failure ->
        count > 1 && failure instanceof TransferFailure known && known.reason() == TOO_LARGE
            ? again.apply(Math.max(1, count / 8))
            : Future.failedFuture(failure);
  }

  static Future<Void> allShown(int seen, int total) {
    return seen < total
        ? Future.failedFuture(new TransferFailure(UNREADABLE, seen + " of " + total + " shown"))
        : Future.succeededFuture();
  }
}
