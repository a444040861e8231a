// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.ops.Rounds;
import io.prunelle.gateway.realm.ServiceToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.micrometer.backends.BackendRegistries;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the realm of openings, so that it tells their patients at the next sign-in: one after the
 * other, at least once each, from what the database says is untold. An opening does not wait for
 * it, and none fails by it.
 */
public final class Telling implements Part {

  private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

  /** Between one and the next: the realm takes no more than 30 a minute from one account. */
  private static final Duration PACE = Duration.ofSeconds(2);

  private final long pace;
  private final Rounds rounds;
  private final Outbox outbox;
  private final PatientNotices realm;
  private final List<Meter> meters = new ArrayList<>();

  private volatile Outbox.Untold untold = new Outbox.Untold(0, 0);
  private boolean failing;

  /**
   * Nothing told yet.
   *
   * @param client towards the realm
   */
  public Telling(Vertx vertx, Settings settings, Pool pool, WebClient client) {
    this(vertx, settings, pool, client, PACE);
  }

  Telling(Vertx vertx, Settings settings, Pool pool, WebClient client, Duration pace) {
    this.pace = pace.toMillis();
    this.rounds = new Rounds(vertx, this::next, this::failed);
    this.outbox = new Outbox(pool);
    this.realm =
        new PatientNotices(
            client,
            new ServiceToken(client, settings.token().issuer(), settings.consent().client()),
            settings.token().issuer());
  }

  /** Begins to tell. Waits neither for the realm nor for the database. */
  @Override
  public Future<?> start() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      meters.add(gauge(registry, "waiting", Outbox.Untold::waiting));
      meters.add(gauge(registry, "refused", Outbox.Untold::refused));
    }
    rounds.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    @Nullable MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      meters.forEach(registry::remove);
    }
    return rounds.stop();
  }

  /** One at most. */
  private Future<Long> next() {
    return outbox
        .claim()
        .compose(due -> due.map(this::tell).orElseGet(Future::succeededFuture))
        .eventually(() -> outbox.untold().onSuccess(found -> untold = found))
        .map(pace);
  }

  private Future<Void> tell(Announcement announcement) {
    return realm
        .tell(announcement)
        .compose(
            taken -> {
              answered();
              return taken ? outbox.told(announcement) : refused(announcement);
            },
            failure ->
                outbox.failed(announcement).transform(done -> Future.<Void>failedFuture(failure)));
  }

  private Future<Void> refused(Announcement announcement) {
    LOG.atWarn()
        .addKeyValue("opening", announcement.opening())
        .log("The realm knows no such patient of the practice, so that nobody is told at sign-in");
    return outbox.refused(announcement);
  }

  private void answered() {
    if (failing) {
      failing = false;
      LOG.info("The realm is told of emergencies again");
    }
  }

  private void failed(Throwable failure) {
    if (!failing) {
      failing = true;
      LOG.atWarn()
          .addKeyValue("cause", failure.toString())
          .log("The realm cannot be told of emergencies");
    }
  }

  private Meter gauge(MeterRegistry registry, String state, ToDoubleFunction<Outbox.Untold> count) {
    return Gauge.builder("prunelle.emergencies.untold", () -> count.applyAsDouble(untold))
        .description("Openings of which the realm has yet to be told; the same on each instance")
        .tag("state", state)
        .strongReference(true)
        .register(registry);
  }
}
