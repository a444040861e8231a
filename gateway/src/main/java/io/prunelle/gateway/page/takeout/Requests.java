// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.page.takeout.RecordCopy.Share;
import io.prunelle.gateway.page.takeout.RecordReader.Reading;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for one record: so many pages, within so much time, and once more where a failure
 * may pass.
 */
final class Requests {

  private static final int MOST_PAGES = 10_000;
  private static final int MOST_ATTEMPTS = 3;

  private final Vertx vertx;
  private final Reading reading;
  private final String practice;
  private final Share share;
  private final Supplier<Future<Void>> progress;
  private int pages;

  /**
   * Nothing asked yet.
   *
   * @param progress told before a request is made again; a failure of it ends them
   */
  Requests(
      Vertx vertx, Reading reading, String practice, Share share, Supplier<Future<Void>> progress) {
    this.vertx = vertx;
    this.reading = reading;
    this.practice = practice;
    this.share = share;
    this.progress = progress;
  }

  /** Whether a page more is one too many, or too late; counts it. */
  boolean isLastPage() {
    return share.isOver() || ++pages > MOST_PAGES;
  }

  /** Pages are counted anew. */
  void countAnew() {
    pages = 0;
  }

  /** An answer; fails as {@link Reading#get} does, the last time that it was asked. */
  Future<Buffer> get(String path, @Nullable String query) {
    return attempt(path, query, 1);
  }

  private Future<Buffer> attempt(String path, @Nullable String query, int number) {
    return reading
        .get(practice, path, query)
        .recover(
            failure ->
                number == MOST_ATTEMPTS || !Endings.passes(failure) || share.isOver()
                    ? Future.failedFuture(failure)
                    : vertx
                        .timer(share.pause().toMillis(), TimeUnit.MILLISECONDS)
                        // A host may take its time for each
                        .compose(waited -> told())
                        .compose(held -> attempt(path, query, number + 1)));
  }

  private Future<Void> told() {
    return progress.get().recover(failure -> Future.failedFuture(TakeoutFailure.of(failure)));
  }
}
