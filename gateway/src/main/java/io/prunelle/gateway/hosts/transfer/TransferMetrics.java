// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.prunelle.gateway.hosts.failure.TransferFailure.Reason;
import io.prunelle.gateway.hosts.fhir.Restraint;
import io.vertx.micrometer.backends.BackendRegistries;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How transfers stand, as the management port publishes it. No label names a record. */
final class TransferMetrics {

  private record Known(Map<String, Long> states, Map<String, Long> failures, double oldest) {
    static final Known NOTHING = new Known(Map.of(), Map.of(), Double.NaN);
  }

  private final Pool pool;
  private final InstantSource clock;
  private final TransferStates transferStates = new TransferStates();
  private final MoveTable moves = new MoveTable();
  private final List<Meter> meters = new ArrayList<>();
  private volatile Known known = Known.NOTHING;

  TransferMetrics(Pool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  void start() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry == null) {
      return;
    }
    for (State state : State.values()) {
      gauge(
          registry,
          Gauge.builder(
                  "prunelle.transfers",
                  this,
                  metrics -> metrics.known.states().getOrDefault(state.column(), 0L))
              .tag("state", state.column())
              .description("Transfers of records, by state"));
    }
    for (Reason reason : Reason.values()) {
      gauge(
          registry,
          Gauge.builder(
                  "prunelle.transfers.failed",
                  this,
                  metrics -> metrics.known.failures().getOrDefault(reason.code(), 0L))
              .tag("code", reason.code())
              .description("Transfers that cannot go on now, by what keeps them from it"));
    }
    ToDoubleFunction<TransferMetrics> oldest = metrics -> metrics.known.oldest();
    gauge(
        registry,
        Gauge.builder("prunelle.transfers.oldest.seconds", this, oldest)
            .description("How long ago the oldest transfer that has not ended was asked for"));
  }

  /** Of a host, from now on: how much of what moves may ask of it they do ask, to make way. */
  void pace(String host, Restraint restraint) {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      ToDoubleFunction<Restraint> hundredths = each -> 100 * each.share();
      meters.add(
          Gauge.builder("prunelle.transfers.pace", restraint, hundredths)
              .tag("host", host)
              .description("Hundredths of what moves may ask of a host that they do ask of it")
              .strongReference(true)
              .register(registry));
    }
  }

  private void gauge(MeterRegistry registry, Gauge.Builder<TransferMetrics> gauge) {
    meters.add(gauge.strongReference(true).register(registry));
  }

  /** Looks anew, for what is published until the next time. */
  void refresh() {
    transferStates
        .counts(pool)
        .compose(
            states ->
                moves
                    .failures(pool)
                    .compose(
                        failures ->
                            moves.oldest(pool).map(oldest -> new Known(states, failures, oldest))))
        .onComplete(now -> known = now.succeeded() ? now.result() : Known.NOTHING);
  }

  void failed(Reason reason) {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      Counter.builder("prunelle.transfers.failures")
          .tag("code", reason.code())
          .description("Attempts at a transfer that failed, by what they failed with")
          .register(registry)
          .increment();
    }
  }

  /** A host had lost what it was given. */
  void restored() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      Counter.builder("prunelle.transfers.restored")
          .description("How often a host had lost part of a record that had moved there")
          .register(registry)
          .increment();
    }
  }

  void ended(Transfer transfer) {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      Timer.builder("prunelle.transfers.duration")
          .tag("state", transfer.state().column())
          .description("From when a transfer was asked for until it ended")
          .register(registry)
          .record(Duration.between(transfer.requestedAt(), clock.instant()));
    }
  }

  void stop() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      meters.forEach(registry::remove);
    }
  }
}
