// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.micrometer.backends.BackendRegistries;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is measured stays bounded, whatever is asked. */
final class MetricsTest {

  private final Vertx vertx = Metrics.measured();
  private HttpServer server;
  private HttpClient client;

  @BeforeEach
  void start() {
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().setStatusCode(405).end())
            .listen(0, "127.0.0.1")
            .await();
    client = vertx.createHttpClient();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void methodsThatClientsMakeUpAreNotKept() {
    ask("GET");
    ask("FIRST");
    int before = meters().size();

    for (int i = 0; i < 300; i++) {
      ask("M" + i);
    }

    Set<Meter.Id> meters = meters();
    assertThat(meters).as("series").hasSizeLessThan(before + 10);
    assertThat(
            meters.stream()
                .filter(id -> id.getName().startsWith("vertx.http.server"))
                .map(id -> id.getTag("method")))
        .as("asked with")
        .contains("GET", "other")
        .noneMatch(method -> String.valueOf(method).matches("FIRST|M[0-9]+"));
  }

  private void ask(String method) {
    client
        .request(HttpMethod.valueOf(method), server.actualPort(), "127.0.0.1", "/")
        // Asked for where the answer comes in: later it may have ended, and nobody is told
        .compose(request -> request.send().compose(HttpClientResponse::body))
        .await();
  }

  private static Set<Meter.Id> meters() {
    return BackendRegistries.getDefaultNow().getMeters().stream()
        .map(Meter::getId)
        .collect(Collectors.toSet());
  }
}
