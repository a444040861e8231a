// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that take much memory are held one by one. */
class GatheredTest {

  private static final int LARGE = 3 << 20;
  private static final long LONGEST = 4 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = vertx.createHttpClient();
  private final RecordingHost host = RecordingHost.start(vertx);
  private final Lanes large = new Lanes(1);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aLargeAnswerWaitsUntilTheOneBeforeIsDoneWith() {
    answers(LARGE);
    Gathered first = new Gathered(large, LONGEST);
    whole(first).await();

    Gathered second = new Gathered(large, LONGEST);
    Future<Gathered> waiting = whole(second);
    assertThatThrownBy(() -> waiting.timeout(300, TimeUnit.MILLISECONDS).await())
        .isInstanceOf(TimeoutException.class);

    first.release();
    waiting.await();
    assertThat(second.answer().body().length()).isGreaterThan(LARGE);
  }

  @Test
  void smallAnswersWaitForNone() {
    answers(LARGE);
    Gathered first = new Gathered(large, LONGEST);
    whole(first).await();

    answers(1_000);

    assertThat(whole(new Gathered(large, LONGEST)).await().answer().status()).isEqualTo(200);
  }

  @Test
  void whoIsNoLongerWaitedForKeepsNoTurn() {
    answers(LARGE);
    Gathered first = new Gathered(large, LONGEST);
    whole(first).await();
    Gathered given = new Gathered(large, LONGEST);
    whole(given);
    Gathered third = new Gathered(large, LONGEST);
    Future<Gathered> waiting = whole(third);

    given.release();
    first.release();
    first.release();

    waiting.await();
    third.release();
    assertThat(whole(new Gathered(large, LONGEST)).await()).isNotNull();
  }

  @Test
  void oneBeyondTheBoundIsNotReadToItsEnd() {
    answers(5 << 20);

    assertThatThrownBy(() -> whole(new Gathered(large, LONGEST)).await())
        .isInstanceOf(TransferFailure.class)
        .hasMessageContaining("too-large");
  }

  private void answers(int bytes) {
    host.answers(request -> Reply.json(200, new JsonObject().put("data", "x".repeat(bytes))));
  }

  private Future<Gathered> whole(Gathered gathered) {
    RequestOptions options =
        new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(host.url() + "/Binary/b");
    return http.request(options).compose(HttpClientRequest::send).compose(gathered::from);
  }
}
