// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prunelle.gateway.journal.Feed;
import io.vertx.micrometer.backends.BackendRegistries;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the look-out is behind, as the management port publishes it. */
final class WatchMetrics {

  private final List<Meter> meters = new ArrayList<>();
  private @Nullable Counter failures;
  private volatile double behind = Double.NaN;

  void start() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry == null) {
      return;
    }
    meters.add(
        Gauge.builder("prunelle.unusual.seconds.behind", () -> behind)
            .description(
                "Age of the oldest block not looked at; not a number where another instance looks")
            .strongReference(true)
            .register(registry));
    failures =
        Counter.builder("prunelle.unusual.failures")
            .description("Times at which unusual accesses could not be looked for")
            .register(registry);
    meters.add(failures);
  }

  void behind(Feed.Lag lag) {
    behind = lag.seconds();
  }

  void failed() {
    behind = Double.NaN;
    if (failures != null) {
      failures.increment();
    }
  }

  void stop() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      meters.forEach(registry::remove);
    }
  }
}
