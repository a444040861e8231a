// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.Gathering.Ask;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.fhir.AcrossRecords;
import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.filter.Filter;
import io.prunelle.gateway.filter.Found;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.rate.Memory;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.rest.ParsedRequests;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is done or left by what hosts have is so by what all of them have said. */
final class GatheringTest {

  private static final Vertx VERTX = Vertx.vertx();

  private final Settings settings = TestSettings.of(TestRealm.start(VERTX));
  private final Memory memory = new Memory(1_000_000, 1_000_000);

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  /** What was not asked would pass for not being there, and somebody be registered twice. */
  @Test
  void forAClientWhoHasHungUpNothingIsFoundAndNothingIsFoundMissing() {
    HttpServerRequest carrier =
        answering(
            HttpServerRequest.class,
            Map.of("response", answering(HttpServerResponse.class, Map.of("closed", true))));
    memory.admit(carrier, "me");
    AcrossRecords asked = asked("GET /Patient?identifier=urn:oid:1.2%7C2850");

    Future<Collection<Found>> found =
        gathering(carrier, asked)
            .from(
                settings.hosts().stream()
                    .map(host -> new Ask(host, asked.parts().get(0)))
                    .toList());

    assertThat(found.failed()).isTrue();
    assertThat(Refusals.answer(found.cause()).status()).isEqualTo(502);
  }

  private Gathering gathering(HttpServerRequest carrier, AcrossRecords asked) {
    return new Gathering(
        new Proxy(VERTX, settings, Proxy.client(VERTX, settings), memory),
        new Filter(VERTX, settings),
        settings.limits(),
        Gathering.MOST_PAGES,
        memory,
        carrier,
        asked,
        // nobody is found who would have to be screened
        null,
        "request");
  }

  private AcrossRecords asked(String request) {
    return new FhirRequests(VERTX, settings)
        .across(ParsedRequests.of(request, ""), null)
        .result()
        .orElseThrow();
  }

  /** What answers these and is otherwise nothing but itself. */
  private static <T> T answering(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        java.lang.reflect.Proxy.newProxyInstance(
            GatheringTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  default -> answers.get(method.getName());
                }));
  }
}
