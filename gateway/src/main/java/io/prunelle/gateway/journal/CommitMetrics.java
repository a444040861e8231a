// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.micrometer.backends.BackendRegistries;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How long commits take, how many share one, and how many wait. */
final class CommitMetrics {

  private final MeterRegistry registry;
  private final Timer latency;
  private final DistributionSummary sizes;
  private final Counter full;

  private CommitMetrics(MeterRegistry registry, List<Lane> lanes) {
    this.registry = registry;
    latency =
        Timer.builder("prunelle.journal.commit")
            .description("From the block to its commit")
            .publishPercentileHistogram()
            .register(registry);
    sizes =
        DistributionSummary.builder("prunelle.journal.block")
            .description("Entries and outcomes that shared a commit")
            .baseUnit("leaves")
            .register(registry);
    full =
        Counter.builder("prunelle.journal.full")
            .description("What was refused because as many waited as may")
            .register(registry);
    Gauge.builder(
            "prunelle.journal.waiting", lanes, all -> all.stream().mapToInt(Lane::waiting).sum())
        .description("Who waits for a commit")
        .register(registry);
  }

  /** In the registry that the management port publishes; in one of nobody where there is none. */
  static CommitMetrics of(List<Lane> lanes) {
    MeterRegistry published = BackendRegistries.getDefaultNow();
    return new CommitMetrics(published == null ? new SimpleMeterRegistry() : published, lanes);
  }

  void committed(int leaves, long nanos) {
    latency.record(nanos, TimeUnit.NANOSECONDS);
    sizes.record(leaves);
  }

  /** Shows for how long nothing can be written. */
  void failing(Supplier<Number> seconds) {
    Gauge.builder("prunelle.journal.failing", seconds)
        .description("For how long entries cannot be written; 0 when they can")
        .baseUnit("seconds")
        .register(registry);
  }

  void full() {
    full.increment();
  }
}
