// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LengthyTest {

  private final Vertx vertx = Vertx.vertx();
  private final Lengthy lengthy = new Lengthy(vertx);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void whatIsShortIsDoneAtOnceAndWhatIsLongBesideTheEventLoop() throws Exception {
    String shortly = onEventLoop(() -> lengthy.work(Lengthy.LONG, LengthyTest::thread));
    String lengthily = onEventLoop(() -> lengthy.work(Lengthy.LONG + 1, LengthyTest::thread));

    assertThat(shortly).contains("eventloop");
    assertThat(lengthily).startsWith(Lengthy.THREADS);
  }

  @Test
  void whatComesOfItIsTheEventLoopsAgain() throws Exception {
    String after =
        onEventLoop(() -> lengthy.work(Long.MAX_VALUE, () -> "done").map(done -> thread()));

    assertThat(after).contains("eventloop");
  }

  @Test
  void whatFailsFailsHoweverLongItIs() {
    for (long length : new long[] {0, Long.MAX_VALUE}) {
      Future<Object> failed =
          lengthy.work(
              length,
              () -> {
                throw new IllegalStateException("so");
              });

      assertThat(failed.otherwiseEmpty().await()).isNull();
      assertThat(failed.cause()).hasMessage("so");
    }
  }

  /** However many there are, and whoever has asked for them. */
  @Test
  void soManyAreDoneAtOnceAsThereAreCores() throws Exception {
    Semaphore begun = new Semaphore(0);
    Semaphore go = new Semaphore(0);
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < Lengthy.atOnce() + 3; i++) {
      Lengthy one = i % 2 == 0 ? lengthy : new Lengthy(vertx);
      all.add(
          one.work(
              Long.MAX_VALUE,
              () -> {
                begun.release();
                go.acquire();
                return null;
              }));
    }

    assertThat(begun.tryAcquire(Lengthy.atOnce(), 10, TimeUnit.SECONDS)).isTrue();
    assertThat(begun.tryAcquire()).isFalse();

    go.release(all.size());
    Future.all(all).await();
  }

  private static String thread() {
    return Thread.currentThread().getName();
  }

  private <T> T onEventLoop(Supplier<Future<T>> work) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    vertx.runOnContext(
        start -> work.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
    return done.get(10, TimeUnit.SECONDS);
  }
}
