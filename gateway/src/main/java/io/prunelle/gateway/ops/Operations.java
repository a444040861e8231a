// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.prunelle.gateway.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import io.vertx.micrometer.PrometheusScrapingHandler;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The management port: health and metrics, apart from the port that clients reach. */
public final class Operations implements Part, Readiness {

  private static final long PROBE_MILLIS = 4_000;

  private final Settings.Address address;
  private final HttpServer server;
  private final HealthChecks readiness;

  public Operations(Vertx vertx, Settings settings) {
    this.address = settings.management();
    this.readiness = HealthChecks.create(vertx);
    HealthChecks liveness =
        HealthChecks.create(vertx)
            .register("event-loop", promise -> promise.tryComplete(Status.OK()));
    Router router = Router.router(vertx);
    router.get("/health/live").handler(HealthCheckHandler.createWithHealthChecks(liveness));
    router.get("/health/ready").handler(HealthCheckHandler.createWithHealthChecks(readiness));
    router.get("/metrics").handler(PrometheusScrapingHandler.create());
    this.server = vertx.createHttpServer().requestHandler(router);
  }

  @Override
  public void register(String name, Supplier<Future<Void>> probe) {
    register(name, probe, JsonObject::new);
  }

  /** The same, and shows something with it that does not decide on it. */
  public void register(String name, Supplier<Future<Void>> probe, Supplier<JsonObject> facts) {
    readiness.register(
        name,
        PROBE_MILLIS,
        promise ->
            probe
                .get()
                .onComplete(
                    done ->
                        promise.tryComplete(
                            done.succeeded() ? Status.OK(facts.get()) : ko(done.cause()))));
  }

  private static Status ko(Throwable cause) {
    return Status.KO(new JsonObject().put("cause", String.valueOf(cause.getMessage())));
  }

  /** Shows something with the readiness that does not decide on it. */
  public void inform(String name, Supplier<JsonObject> facts) {
    readiness.register(name, promise -> promise.tryComplete(Status.OK(facts.get())));
  }

  @Override
  public Future<?> start() {
    return server.listen(address.port(), address.host());
  }

  @Override
  public Future<?> stop() {
    return server.shutdown(1, TimeUnit.SECONDS);
  }

  /** The port listened on, once started. */
  public int port() {
    return server.actualPort();
  }
}
