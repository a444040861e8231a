// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.LookUp.Said;
import io.prunelle.gateway.bundle.TransactionBundle;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Brings what nobody owns from the practice's own host, where it is looked after, to the host of a
 * record that begins to refer to it. Else a host that keeps its references whole would take a write
 * or not by where the record lives. What is there already is left as it is, as when a record moves;
 * nothing that mentions a patient is brought.
 */
final class Bringing {

  /** Beside what is there already, for one body. */
  private static final int MOST = 50;

  /** For one body, be it there already or not. */
  private static final int MOST_LOOKED_FOR = 200;

  /** In bytes, of all that is brought for one body. */
  private static final int LONGEST = 4 << 20;

  private static final int AT_ONCE = 10;

  private static final Map<String, String> HEADERS =
      Map.of("Content-Type", "application/fhir+json", "Prefer", "return=minimal");

  /** What somebody else has written there meanwhile is left as it is, by hosts that heed it. */
  private static final Map<String, String> NEW = Map.of("If-None-Match", "*");

  private final Openness openness;
  private final LookUp lookUp;
  private final Filter filter;
  private final Proxy proxy;
  private final Journal journal;
  private final RateLimit rate;
  private final Memory memory;
  private final Presence presence = new Presence();

  Bringing(
      Openness openness,
      LookUp lookUp,
      Filter filter,
      Proxy proxy,
      Journal journal,
      RateLimit rate,
      Memory memory) {
    this.openness = openness;
    this.lookUp = lookUp;
    this.filter = filter;
    this.proxy = proxy;
    this.journal = journal;
    this.rate = rate;
    this.memory = memory;
  }

  /**
   * Whatever cannot be brought is left to the host, which says of the write what it thinks right.
   *
   * @param shared what nobody owns that the body begins to refer to
   * @return fails when the journal cannot be written, or the caller asks for too much
   */
  Future<Void> bring(HttpServerRequest carrier, Placed placed, Set<String> shared, Trace trace) {
    Host premises = placed.asked().practice().onPremise();
    return placed.host().equals(premises)
        ? Future.succeededFuture()
        : bring(carrier, placed, premises, shared, trace);
  }

  /**
   * A body is one request; one that refers to much of what nobody owns counts as more. By what it
   * says alone: what there is to be brought, or whether anything is, would tell the caller where
   * the record lives.
   */
  Future<Void> counted(Placed placed, int shared) {
    return InTurn.each(
        Collections.nCopies(
            Math.min(shared, MOST_LOOKED_FOR) / AT_ONCE, placed.asked().caller().subject()),
        rate::follow);
  }

  private Future<Void> bring(
      HttpServerRequest carrier, Placed placed, Host premises, Set<String> shared, Trace trace) {
    List<String> lacking =
        shared.stream().filter(resource -> !presence.knows(placed.host(), resource)).toList();
    if (lacking.isEmpty() || openness.certified(premises).failed()) {
      return Future.succeededFuture();
    }
    Run run = new Run(carrier, placed, premises, trace);
    return journal
        .intend(trace.lookUp(placed.asked().interaction().practice()))
        .compose(
            entry ->
                run.look(lacking)
                    .transform(
                        looked -> {
                          int status = looked.failed() ? 502 : run.found.isEmpty() ? 404 : 200;
                          settle(entry, status, trace);
                          return looked.succeeded()
                              ? Future.<Void>succeededFuture()
                              : Future.failedFuture(looked.cause());
                        }))
        .compose(looked -> run.found.isEmpty() ? Future.<Void>succeededFuture() : run.write())
        .onComplete(done -> memory.shrink(carrier, run.bytes, 0));
  }

  private void settle(UUID entry, int status, Trace trace) {
    journal.settleInPassing(
        entry, trace.outcome(status, 0, status == 502 ? "failed" : "completed"));
  }

  private final class Run {

    private final HttpServerRequest carrier;
    private final Placed placed;
    private final Host premises;
    private final Trace trace;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Buffer> found = new LinkedHashMap<>();
    private int bytes;

    private Run(HttpServerRequest carrier, Placed placed, Host premises, Trace trace) {
      this.carrier = carrier;
      this.placed = placed;
      this.premises = premises;
      this.trace = trace;
    }

    /** Of these, and of what they refer to in turn, what the host lacks and the practice has. */
    private Future<Void> look(Collection<String> resources) {
      List<String> fresh =
          resources.stream()
              .filter(resource -> !seen.contains(resource))
              .limit(MOST_LOOKED_FOR - seen.size())
              .toList();
      if (fresh.isEmpty() || found.size() >= MOST) {
        return Future.succeededFuture();
      }
      seen.addAll(fresh);
      Set<String> next = new LinkedHashSet<>();
      return InTurn.each(
              fresh,
              AT_ONCE,
              resource ->
                  isAbsent(resource)
                      .compose(absent -> absent ? fetch(resource, next) : Future.succeededFuture()))
          .compose(looked -> look(next));
    }

    /** Of what a host says nothing of, nothing is remembered, and nothing written over. */
    private Future<Boolean> isAbsent(String resource) {
      Host host = placed.host();
      return presence.knows(host, resource)
          ? Future.succeededFuture(false)
          : lookUp
              .isThere(carrier, resource, host, trace.requestId())
              .map(
                  said -> {
                    if (said == Said.THERE) {
                      presence.met(host, resource);
                    }
                    return said == Said.ABSENT;
                  });
    }

    private Future<Void> fetch(String resource, Set<String> next) {
      String type = resource.substring(0, resource.indexOf('/'));
      return lookUp
          .whose(
              carrier,
              resource,
              premises,
              (same, owner, body) ->
                  filter
                      .isHome(type, body)
                      .compose(
                          home ->
                              home || !owner.equals(OnRecord.NOBODY)
                                  ? Future.succeededFuture(Set.<String>of())
                                  : kept(type, resource, body))
                      .onSuccess(next::addAll)
                      .map(true),
              trace.requestId())
          .<Void>mapEmpty()
          // The host of the record says what it thinks of a reference that leads nowhere
          .otherwiseEmpty();
    }

    private Future<Set<String>> kept(String type, String resource, Buffer body) {
      if (found.size() >= MOST || bytes + body.length() > LONGEST) {
        return Future.succeededFuture(Set.of());
      }
      // Counted as it is kept: that of the answer is given back
      memory.grow(carrier, bytes, body.length());
      bytes += body.length();
      found.put(resource, body.copy());
      return filter
          .referredTo(type, premises, body)
          .map(
              all -> {
                Set<String> shared = new HashSet<>(all);
                shared.removeIf(one -> !FhirBodies.isShared(one.substring(0, one.indexOf('/'))));
                return shared;
              });
    }

    /** All of them at once, for they may refer to each other. */
    private Future<Void> write() {
      List<TransactionBundle.Part> parts =
          found.entrySet().stream()
              .map(
                  one ->
                      new TransactionBundle.Part(
                          null, new Upstream("PUT", "/" + one.getKey(), NEW, one.getValue())))
              .toList();
      return journal
          .intend(
              Trace.brings(
                  trace.requestId(),
                  placed.asked().interaction().practice(),
                  placed.host(),
                  found.keySet()))
          .compose(
              entry ->
                  proxy
                      .forward(
                          carrier,
                          TransactionBundle.of(parts, HEADERS),
                          placed.host(),
                          trace.requestId())
                      .transform(
                          answer -> {
                            settle(entry, answer.succeeded() ? 200 : 502, trace);
                            if (answer.succeeded()) {
                              found.keySet().forEach(one -> presence.met(placed.host(), one));
                            }
                            return Future.succeededFuture();
                          }));
    }
  }
}
