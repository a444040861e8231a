// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.hosts.transfer.MoverWorld;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a host is asked. */
class ExchangeTest {

  private final Vertx vertx = Vertx.vertx();
  private final RecordingHost address = RecordingHost.start(vertx);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** RFC 9112, 3.2.1: it begins with a slash, be the base URL without a path. */
  @ParameterizedTest
  @CsvSource({
    "'', ?_getpages=x, /?_getpages=x",
    "'', '', /",
    "'', Patient/p, /Patient/p",
    "/fhir, ?_getpages=x, /fhir?_getpages=x",
    "/fhir, '', /fhir",
    "/fhir, Patient/p, /fhir/Patient/p"
  })
  void aHostIsAskedByThePathOfItsBase(String path, String relative, String uri) {
    List<String> asked = new CopyOnWriteArrayList<>();
    address.answers(
        request -> {
          asked.add(request.uri());
          return Reply.json(200, new JsonObject());
        });

    exchange(path).once(HttpMethod.GET, relative, null, 1_000, Exchange.Answer::status).await();

    assertThat(asked).containsExactly(uri);
  }

  private Exchange exchange(String path) {
    URI url = URI.create("http://" + address.url().getRawAuthority() + path);
    return new Exchange(
        vertx,
        vertx.createHttpClient(),
        new Host("cabinet", HostKind.ON_PREMISE, url, null),
        MoverWorld.SETTINGS.limits(),
        new Lanes(1),
        new Lanes(1));
  }
}
