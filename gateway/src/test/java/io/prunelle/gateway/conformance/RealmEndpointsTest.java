// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens hold while the realm is away, so applications must be able to start meanwhile. */
final class RealmEndpointsTest {

  private final Vertx vertx = Vertx.vertx();
  private final TestRealm realm = TestRealm.start(vertx);

  private RealmEndpoints endpoints() {
    return new RealmEndpoints(
        vertx, realm.issuer().toString(), WebClient.create(vertx), Duration.ZERO);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void whatTheRealmSaidHoldsWhileItIsAway() {
    RealmEndpoints endpoints = endpoints();
    JsonObject said = endpoints.endpoints().await();

    realm.stop();

    assertThat(endpoints.endpoints().await()).isEqualTo(said);
    assertThat(endpoints.endpoints().await()).isEqualTo(said);
  }

  @Test
  void aRealmThatHasNeverSaidAnythingIsWaitedFor() {
    RealmEndpoints endpoints = endpoints();
    realm.stop();

    Refusal refusal = Refusals.refusal(catchThrowable(() -> endpoints.endpoints().await()));

    assertThat(refusal).isInstanceOf(Refusal.NotReady.class);
  }
}
