// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.ops.Part;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever hangs, the foundations are ended last and are ended. */
final class PartsTest {

  private final Vertx vertx = Vertx.vertx();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Parts parts = new Parts(vertx, Duration.ofMillis(50));

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private Part part(String name, Future<?> started, Future<?> stopped) {
    return new Part() {
      @Override
      public Future<?> start() {
        said.add("+" + name);
        return started;
      }

      @Override
      public Future<?> stop() {
        said.add("-" + name);
        return stopped;
      }
    };
  }

  private Part part(String name) {
    return part(name, Future.succeededFuture(), Future.succeededFuture());
  }

  @Test
  void theDoorsStopFirstAndTheFoundationsLast() {
    parts.onto(part("pools"), part("journal")).behind(part("door")).beside(part("mail"));

    parts.start().await();
    parts.stop().await();

    assertThat(said)
        .containsExactly(
            "+pools", "+journal", "+mail", "+door", "-door", "-mail", "-journal", "-pools");
  }

  @Test
  void whatHangsOrFailsKeepsTheJournalFromNothing() throws Exception {
    Future<?> never = Promise.promise().future();
    parts
        .onto(part("journal"))
        .beside(part("mail", Future.succeededFuture(), never), part("siem"))
        .behind(part("door", Future.succeededFuture(), Future.failedFuture("stuck")));

    parts.start().await();
    parts.stop().await(10, TimeUnit.SECONDS);

    assertThat(said).endsWith("-journal").contains("-door", "-siem", "-mail");
  }

  @Test
  void whatHasNotStartedIsNotStopped() {
    parts
        .onto(part("pools"), part("journal", Future.failedFuture("no"), Future.succeededFuture()))
        .behind(part("door"));

    assertThatThrownBy(() -> parts.start().await()).hasMessage("no");
    parts.stop().await();

    assertThat(said).containsExactly("+pools", "+journal", "-pools");
  }
}
