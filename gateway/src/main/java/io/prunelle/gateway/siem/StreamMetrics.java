// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.siem;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.micrometer.backends.BackendRegistries;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How far the receiver is behind, as the management port publishes it. */
final class StreamMetrics {

  private final List<Meter> meters = new ArrayList<>();
  private @Nullable Counter failures;

  void start(Supplier<Number> blocks, Supplier<Number> seconds, Supplier<Number> connected) {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry == null) {
      return;
    }
    meters.add(
        gauge(
            registry,
            "prunelle.siem.blocks.behind",
            "Blocks that have yet to be sent; the same on each instance, not a number if unknown",
            blocks));
    meters.add(
        gauge(
            registry,
            "prunelle.siem.seconds.behind",
            "Age of the oldest of them; the same on each instance, not a number if unknown",
            seconds));
    meters.add(
        gauge(registry, "prunelle.siem.connected", "1 on the instance that sends", connected));
    failures =
        Counter.builder("prunelle.siem.failures")
            .description("Connections that could not be made, or broke")
            .register(registry);
    meters.add(failures);
  }

  private static Meter gauge(
      MeterRegistry registry, String name, String description, Supplier<Number> value) {
    return Gauge.builder(name, value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  void failed() {
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
