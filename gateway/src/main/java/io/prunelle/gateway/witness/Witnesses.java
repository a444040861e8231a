// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.witness;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.config.Settings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.backends.BackendRegistries;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Tells all witnesses, again and again and at the end. */
public final class Witnesses {

  private static final long LAST_WORD_SECONDS = 6;

  private final Vertx vertx;
  private final Context context;
  private final List<Witness> all = new ArrayList<>();
  private final Duration interval;
  private final Supplier<Future<Map<Integer, Head>>> ends;
  private long timer;

  /**
   * Tells nobody before it is started.
   *
   * @param ends of all chains of this instance, as they are committed
   */
  public Witnesses(
      Vertx vertx,
      Settings.Witness settings,
      SigningKey key,
      Supplier<Future<Map<Integer, Head>>> ends,
      InstantSource clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.interval = settings.interval();
    this.ends = ends;
    if (settings.file() != null) {
      all.add(new Witness("file", new AppendedFile(vertx, settings.file()), key, clock));
    }
    if (settings.url() != null) {
      all.add(new Witness("url", Destination.url(vertx, settings.url()), key, clock));
    }
    if (settings.postgresql() != null) {
      all.add(
          new Witness("postgresql", new SecondDatabase(vertx, settings.postgresql()), key, clock));
    }
  }

  /** Begins to tell them. */
  public void start() {
    if (all.isEmpty()) {
      return;
    }
    MeterRegistry registry = BackendRegistries.getDefaultNow();
    if (registry != null) {
      for (Witness witness : all) {
        Gauge.builder("prunelle.journal.witness.failing", witness, Witness::failingSeconds)
            .description("How long a witness has not heard where the chains end")
            .baseUnit("seconds")
            .tag("witness", witness.name())
            .register(registry);
      }
    }
    timer = vertx.setPeriodic(interval.toMillis(), tick -> tell(Witness::tell));
  }

  /** Tells them where the chains have ended for good; succeeds whether they have heard or not. */
  public Future<Void> stop() {
    if (all.isEmpty()) {
      return Future.succeededFuture();
    }
    vertx.cancelTimer(timer);
    return tell(Witness::lastWord)
        .timeout(LAST_WORD_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .eventually(() -> Future.join(all.stream().map(Witness::close).toList()));
  }

  private Future<Void> tell(BiFunction<Witness, Map<Integer, Head>, Future<Void>> how) {
    Promise<Void> promise = Promise.promise();
    ends.get()
        .onComplete(
            known ->
                context.runOnContext(
                    now -> {
                      if (known.succeeded()) {
                        List<Future<Void>> told = new ArrayList<>();
                        all.forEach(witness -> told.add(how.apply(witness, known.result())));
                        Future.join(told).<Void>mapEmpty().onComplete(promise);
                      } else {
                        all.forEach(witness -> witness.failed(known.cause()));
                        promise.fail(known.cause());
                      }
                    }));
    return promise.future();
  }

  /** What each has heard, for who asks about the gateway's health. */
  public JsonObject states() {
    JsonObject states = new JsonObject();
    all.forEach(witness -> states.put(witness.name(), witness.state()));
    return states;
  }
}
