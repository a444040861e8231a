// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.hosts.transfer.FhirStore;
import io.prunelle.gateway.hosts.transfer.MoverWorld;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the mover keeps in mind of a host during an attempt. */
class FhirHostTest {

  private static final ResourceKey SOME = new ResourceKey("Observation", "o1");

  private final Vertx vertx = Vertx.vertx();
  private final RecordingHost address = RecordingHost.start(vertx);
  private final FhirStore store = new FhirStore(address, FhirStore.Kind.PLAIN);
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final AtomicInteger asked = new AtomicInteger();
  private final HostOffer offer = new HostOffer(now::get);
  private final FhirHost host = attempt();

  private FhirHost attempt() {
    return new FhirHost(
        new Exchange(
            vertx,
            vertx.createHttpClient(),
            new Host("cabinet", HostKind.ON_PREMISE, address.url(), null),
            MoverWorld.SETTINGS.limits(),
            new Lanes(1),
            new Lanes(1)),
        offer,
        MoverWorld.SETTINGS.limits());
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void whatItSaysOfItselfIsAskedForOnceHoweverLongAnAttemptTakes() {
    store.arriving(request -> asked.incrementAndGet());
    assertThat(host.capabilities().await()).isPresent();

    now.updateAndGet(time -> time.plus(Duration.ofHours(1)));

    assertThat(host.capabilities().await()).isPresent();
    assertThat(asked).hasValue(1);
    // And anew by the next attempt
    assertThat(attempt().capabilities().await()).isPresent();
    assertThat(asked).hasValue(2);
  }

  @Test
  void whatItHasFailedToSayIsAskedForOnceMore() {
    store.instead(
        request ->
            asked.incrementAndGet() == 1
                ? Optional.of(Reply.json(404, new JsonObject()))
                : Optional.empty());

    assertThatThrownBy(() -> host.capabilities().await()).hasMessageStartingWith("host-refused: ");

    assertThat(host.capabilities().await()).isPresent();
    assertThat(asked).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 405, 501})
  void whatItHasSaidOnceItIsNotTakenToSayNoLonger(int status) {
    assertThat(host.capabilities().await()).isPresent();
    store.instead(request -> Optional.of(Reply.json(status, new JsonObject())));
    now.updateAndGet(time -> time.plus(Duration.ofHours(1)));

    assertThatThrownBy(() -> attempt().capabilities().await())
        .hasMessageStartingWith("host-refused: ");
    store.instead(request -> Optional.empty());
    assertThat(attempt().capabilities().await()).isPresent();
  }

  @Test
  void whatNeverSaysAnythingIsNoFailure() {
    store.instead(request -> Optional.of(Reply.json(403, new JsonObject())));

    assertThat(host.capabilities().await()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"410, true", "404, false", "200, false"})
  void whetherSomebodyHasDeletedWhatItHadItSaysOrNot(int status, boolean deleted) {
    store.instead(request -> Optional.of(Reply.json(status, new JsonObject())));

    assertThat(host.deleted(SOME).await()).isEqualTo(deleted);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500, 503})
  void whatFailsOrRefusesHasNotSaidThatNobodyHas(int status) {
    store.instead(request -> Optional.of(Reply.json(status, new JsonObject())));

    assertThatThrownBy(() -> host.deleted(SOME).await())
        .hasMessageStartingWith("host-refused: ")
        .hasMessageContaining("status " + status);
  }
}
