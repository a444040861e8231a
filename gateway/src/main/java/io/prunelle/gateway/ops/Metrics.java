// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.micrometer.core.instrument.Tag;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Vert.x as the gateway runs on it, with its metrics kept for Prometheus. No label carries what a
 * client has made up: each value of one is a series that is kept until the gateway stops.
 */
public final class Metrics {

  /** All others are told as one: a method is any word that a client likes (RFC 9110, 9.1). */
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS);

  private Metrics() {}

  /** A Vert.x whose metrics the management port publishes. */
  public static Vertx measured() {
    // Not by a filter of the registry: it remembers what it was asked for before it filters
    MicrometerMetricsOptions options =
        new MicrometerMetricsOptions()
            .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true))
            .setLabels(EnumSet.of(Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME))
            .setServerRequestTagsProvider(Metrics::method)
            .setJvmMetricsEnabled(true)
            // Of each packet to the database, of messages that nobody sends, and of each request
            // to hosts and the realm: nobody asks for it
            .addDisabledMetricsCategory(MetricsDomain.HTTP_CLIENT.toCategory())
            .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT.toCategory())
            .addDisabledMetricsCategory(MetricsDomain.NET_SERVER.toCategory())
            .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS.toCategory())
            .setEnabled(true);
    return Vertx.builder()
        .with(
            new VertxOptions()
                .setMetricsOptions(options)
                // One for each core, so that the journal's writer and the sockets to PostgreSQL are
                // on loops that serve: with more, each request changes threads twice
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()))
        .withMetrics(new MicrometerMetricsFactory())
        .build();
  }

  private static Iterable<Tag> method(HttpRequest request) {
    HttpMethod method = request.method();
    return List.of(
        Tag.of(Label.HTTP_METHOD.toString(), METHODS.contains(method) ? method.name() : "other"));
  }
}
