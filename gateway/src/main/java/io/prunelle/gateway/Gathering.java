// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.AcrossRecords.Part;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Dependents;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.filter.Found;
import io.prunelle.gateway.filter.HostPage;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that hosts have of what is asked and that may be shown, all their pages of it. What
 * may not be shown is let go of page by page, so that it neither fills the memory nor counts: a
 * limit that counted it would tell of it.
 */
final class Gathering {

  /** Of 100 each; bounds what is asked of a host for an answer that shows little of it. */
  static final int MOST_PAGES = 100;

  /** Of everybody's versions, to find those of one's own among them. */
  static final int MOST_PAGES_OF_OTHERS = 10;

  private final Proxy proxy;
  private final Filter filter;
  private final Settings.Limits limits;
  private final int mostPages;
  private final Memory memory;
  private final HttpServerRequest carrier;
  private final AcrossRecords asked;
  private final Screening screening;
  private final String requestId;
  private final Map<Object, Found> kept = new LinkedHashMap<>();

  /** How long what waits is, of each host. */
  private final Map<Dependents, Long> waiting = new HashMap<>();

  private long held;
  private long bytes;
  private int matches;
  private @Nullable Refusal tooMuch;

  /** What a host is asked. */
  record Ask(Host host, Part part) {}

  /**
   * @param mostPages of each host, for each of its parts
   */
  Gathering(
      Proxy proxy,
      Filter filter,
      Settings.Limits limits,
      int mostPages,
      Memory memory,
      HttpServerRequest carrier,
      AcrossRecords asked,
      Screening screening,
      String requestId) {
    this.proxy = proxy;
    this.filter = filter;
    this.limits = limits;
    this.mostPages = mostPages;
    this.memory = memory;
    this.carrier = carrier;
    this.asked = asked;
    this.screening = screening;
    this.requestId = requestId;
  }

  /**
   * Asks all hosts at once and waits for all of them, so that neither how long it takes nor how it
   * fails tells which of them has anything.
   */
  Future<Collection<Found>> from(List<Ask> asks) {
    return memory.room(carrier).compose(room -> all(asks));
  }

  private Future<Collection<Found>> all(List<Ask> asks) {
    Map<Host, List<Ask>> byHost =
        asks.stream()
            .collect(Collectors.groupingBy(Ask::host, LinkedHashMap::new, Collectors.toList()));
    List<Future<Void>> hosts = byHost.values().stream().map(this::ofHost).toList();
    return Future.join(hosts)
        .transform(
            all ->
                tooMuch != null
                    ? Future.failedFuture(tooMuch.refused())
                    : all.succeeded()
                        ? Future.succeededFuture(kept.values())
                        : Future.failedFuture(first(hosts)));
  }

  private Future<Void> ofHost(List<Ask> asks) {
    Host host = asks.get(0).host();
    Dependents dependents = filter.dependents(asked, host);
    return InTurn.each(asks, ask -> pages(ask, ask.part().upstream(), dependents, 1))
        .onSuccess(
            read -> {
              kept.values()
                  .removeIf(found -> found.host().equals(host) && !dependents.holds(found));
              waiting.remove(dependents);
              release(0);
            });
  }

  private static Throwable first(List<Future<Void>> hosts) {
    return hosts.stream().filter(Future::failed).map(Future::cause).findFirst().orElseThrow();
  }

  private Future<Void> pages(Ask ask, Upstream upstream, Dependents dependents, int number) {
    if (tooMuch != null) {
      return Future.succeededFuture();
    } else if (carrier.response().closed()) {
      // Nobody is there to be answered; and what was not asked must not pass for not being there
      return Future.failedFuture(new Refusal.BadUpstream(502, "host-unreachable").refused());
    }
    return page(ask, upstream, number)
        .compose(
            answer ->
                filter
                    .take(asked, ask.part(), ask.host(), answer.body(), dependents)
                    .compose(page -> keep(page, ask.host(), dependents).map(page))
                    .onSuccess(page -> release(answer.body().length())))
        .compose(
            page -> {
              Upstream next = page.next();
              if (next == null) {
                return Future.succeededFuture();
              } else if (number == mostPages) {
                tooMuch = new Refusal.TooMuch("matches-too-many", limits.matches());
                return Future.succeededFuture();
              }
              return pages(ask, next, dependents, number + 1);
            });
  }

  private Future<HostAnswer> page(Ask ask, Upstream upstream, int number) {
    return number == 1
        ? proxy.forward(carrier, upstream, ask.host(), requestId)
        : proxy.further(carrier, upstream, ask.host(), requestId);
  }

  /** What of a page may be shown; and what may of others now, as this page tells of them. */
  private Future<Void> keep(HostPage page, Host host, Dependents dependents) {
    return met(page.found())
        .compose(
            met -> {
              keep(page.found());
              dependents.judge(patient -> screening.reaches(patient, host));
              return filter.told(dependents);
            })
        .map(
            told -> {
              keep(told);
              waiting.put(dependents, dependents.bytes());
              // counts what may not be shown as well, and so is no part of the other bound
              bound(dependents.bytes());
              return null;
            });
  }

  /** Once a page so long was taken apart, only what is kept of all of them stays in memory. */
  private void release(long length) {
    held += Memory.counted(length);
    long needed = bytes + waiting.values().stream().mapToLong(Long::longValue).sum();
    long still = Math.min(held, needed);
    memory.shrink(carrier, held, still);
    held = still;
  }

  private Future<Void> met(List<Found> found) {
    return screening.meet(found.stream().map(Found::patient).collect(Collectors.toSet()));
  }

  private void keep(List<Found> found) {
    found.forEach(screening::leavesOut);
    found.stream().filter(screening::shows).forEach(this::keep);
  }

  /** A host may say something twice, on two of its pages. */
  private void keep(Found found) {
    Object identity = found.match() ? found.place() : List.of(found.key(), found.patient());
    Found before = kept.get(identity);
    boolean better =
        before != null
            && found.patient().equals(OnRecord.NOBODY)
            && before.host().kind() != HostKind.ON_PREMISE
            && found.host().kind() == HostKind.ON_PREMISE;
    if (before != null && !better) {
      return;
    }
    kept.put(identity, found);
    bytes += found.resource().length();
    matches += found.match() && before == null ? 1 : 0;
    if (matches > limits.matches()) {
      tooMuch = new Refusal.TooMuch("matches-too-many", limits.matches());
    } else {
      bound(bytes);
    }
  }

  private void bound(long kept) {
    if (kept > limits.responseBody()) {
      tooMuch = new Refusal.TooCostly("answer-too-long", limits.responseBody());
    }
  }
}
