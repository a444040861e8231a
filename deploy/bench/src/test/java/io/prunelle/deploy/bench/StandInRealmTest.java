// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandInRealmTest {

  private final Vertx vertx = Vertx.vertx();
  private StandInRealm realm;

  @BeforeEach
  void start() throws Exception {
    realm = StandInRealm.start(vertx, free(), 3);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void patientsDecideOneAfterTheOther() throws Exception {
    assertThat(changes().getInteger("ledger")).isZero();

    realm.decided(2);

    assertThat(changes().getInteger("ledger")).isEqualTo(2);
    assertThat(changes().getJsonArray("entries"))
        .extracting(entry -> ((JsonObject) entry).getString("patient"))
        .containsExactly("bench-0", "bench-1");
  }

  @Test
  void aTokenKnowsOfADecisionThatHasBeenMade() {
    realm.decided(1);

    assertThat(hostings(realm.callers().get(0))).isNotEmpty();
    assertThat(hostings(realm.callers(1).get(0))).isEmpty();
  }

  private static JsonObject hostings(StandInRealm.Caller caller) {
    String claims = caller.authorization().split("\\.", -1)[1];
    return new JsonObject(new String(Base64.getUrlDecoder().decode(claims), UTF_8))
        .getJsonObject("hosting_consent")
        .getJsonObject("hostings");
  }

  private JsonObject changes() throws Exception {
    URI feed = URI.create(realm.issuer() + "/consent/changes?after=0&limit=10");
    return new JsonObject(
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(feed).build(), BodyHandlers.ofString())
            .body());
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
