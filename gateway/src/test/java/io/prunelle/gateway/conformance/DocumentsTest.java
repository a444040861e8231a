// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.format.Accepted;
import io.prunelle.gateway.format.Format;
import io.prunelle.gateway.format.Rendering;
import io.prunelle.gateway.refusal.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who asks without a token, on and on, has nothing made for them. */
final class DocumentsTest {

  private static final JsonObject REALM = new JsonObject().put("issuer", "a");

  private final Vertx vertx = Vertx.vertx();
  private final Documents documents = new Documents(new Rendering(vertx));
  private final AtomicInteger made = new AtomicInteger();

  private Answer make(JsonObject realm) {
    return new Answer(
        200,
        Map.of("content-type", Format.JSON.contentType()),
        new JsonObject()
            .put("resourceType", "Basic")
            .put("id", realm.getString("issuer") + made.incrementAndGet())
            .toBuffer());
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void eachIsMadeOnceAndWrittenOnceInEachWay() {
    Accepted json = new Accepted(Format.JSON, false, false);
    Accepted xml = new Accepted(Format.XML, false, false);

    assertThat(written(REALM, json)).isSameAs(written(REALM.copy(), json));
    assertThat(written(REALM, xml)).isSameAs(written(REALM, xml));
    assertThat(documents.of("lilas", REALM, this::make).body())
        .isSameAs(documents.of("lilas", REALM, this::make).body());
    assertThat(made).hasValue(1);
    assertThat(written(REALM, xml).body().toString()).startsWith("<");
  }

  @Test
  void whenTheRealmSaysSomethingElseItIsMadeAnew() {
    Accepted json = new Accepted(Format.JSON, false, false);
    Answer before = written(REALM, json);

    Answer after = written(new JsonObject().put("issuer", "b"), json);

    assertThat(after.headers().get("etag")).isNotEqualTo(before.headers().get("etag"));
    assertThat(made).hasValue(2);
  }

  private Answer written(JsonObject realm, Accepted accepted) {
    return documents.of("lilas", realm, this::make, accepted).await();
  }
}
