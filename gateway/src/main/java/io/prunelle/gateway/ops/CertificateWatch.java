// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.backends.BackendRegistries;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells before the gateway closes a host: by a metric, with the health and in the log, 90, 30 and 7
 * days ahead. Closing itself happens with each request, whatever is told here.
 */
public final class CertificateWatch implements Part {

  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration EVERY = Duration.ofHours(1);

  private final Vertx vertx;
  private final List<Host> hosts;
  private final List<Deadline> deadlines;
  private final Clock clock;
  private final Map<Deadline, Deadline.State> told = new ConcurrentHashMap<>();
  private final List<Meter> meters = new ArrayList<>();
  private long timer;

  /** With the clock that certificates lapse by. */
  public CertificateWatch(Vertx vertx, List<Host> hosts, Clock clock) {
    this.vertx = vertx;
    this.hosts = hosts;
    this.deadlines = hosts.stream().flatMap(Deadline::of).toList();
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      deadlines.forEach(deadline -> meters.add(gauge(registry, deadline)));
    }
    hosts.forEach(CertificateWatch::tellUnaudited);
    look();
    timer = vertx.setPeriodic(EVERY.toMillis(), tick -> look());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    vertx.cancelTimer(timer);
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      meters.forEach(registry::remove);
    }
    return Future.succeededFuture();
  }

  /** Per host: its state, and the days left on its certificate and on its last audit. */
  public JsonObject states() {
    LocalDate today = LocalDate.now(clock);
    JsonObject all = new JsonObject();
    for (Host host : hosts) {
      JsonObject states = new JsonObject();
      deadlines.stream()
          .filter(deadline -> deadline.host().equals(host.id()))
          .forEach(deadline -> states.put(deadline.of(), state(deadline, today)));
      if (unaudited(host)) {
        states.put(Deadline.AUDIT, new JsonObject().put("state", "unknown"));
      }
      if (!states.isEmpty()) {
        all.put(host.id(), states);
      }
    }
    return all;
  }

  private static JsonObject state(Deadline deadline, LocalDate today) {
    return new JsonObject()
        .put("state", deadline.state(today).code())
        .put("daysLeft", deadline.daysLeft(today));
  }

  /** Logs what has changed since it was looked at last. */
  void look() {
    LocalDate today = LocalDate.now(clock);
    for (Deadline deadline : deadlines) {
      Deadline.State state = deadline.state(today);
      Deadline.State before = told.put(deadline, state);
      if (state != (before == null ? Deadline.State.OK : before)) {
        LOG.atLevel(level(state))
            .addKeyValue("host", deadline.host())
            .addKeyValue("of", deadline.of())
            .addKeyValue("state", state.code())
            .addKeyValue("daysLeft", deadline.daysLeft(today))
            .log(
                "The gateway closes a host when its certificate or its last audit no longer counts");
      }
    }
  }

  private static Level level(Deadline.State state) {
    return switch (state) {
      case OK, NOTICE_90 -> Level.INFO;
      case NOTICE_30, NOTICE_7 -> Level.WARN;
      case CLOSED -> Level.ERROR;
    };
  }

  private Meter gauge(MeterRegistry registry, Deadline deadline) {
    return Gauge.builder(
            "prunelle.host." + deadline.of() + ".days.left",
            () -> deadline.daysLeft(LocalDate.now(clock)))
        .description("Days until the gateway closes the host; negative once it has")
        .tag("host", deadline.host())
        .strongReference(true)
        .register(registry);
  }

  private static boolean unaudited(Host host) {
    Certificate certificate = host.certificate();
    return certificate != null && certificate.auditedUntil() == null;
  }

  private static void tellUnaudited(Host host) {
    if (unaudited(host)) {
      LOG.atWarn()
          .addKeyValue("host", host.id())
          .log("No last surveillance audit is configured for the host, so none can be overdue");
    }
  }
}
