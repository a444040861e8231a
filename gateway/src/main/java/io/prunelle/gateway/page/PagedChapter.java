// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.ops.Loop;
import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.page.takeout.Sink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A list as a part of an archive: one file with an array of JSON objects, a page at a time. */
final class PagedChapter<T> implements Chapter {

  private final String file;
  private final Pages<T> pages;
  private final Function<T, JsonObject> json;

  /** Where a list comes from. */
  @FunctionalInterface
  interface Pages<T> {

    /**
     * A page.
     *
     * @param last of the page before; null for the first
     * @return empty when there is no more
     */
    Future<List<T>> after(@Nullable T last);
  }

  PagedChapter(String file, Pages<T> pages, Function<T, JsonObject> json) {
    this.file = file;
    this.pages = pages;
    this.json = json;
  }

  @Override
  public Future<Void> into(Sink sink) {
    return sink.begin(file)
        .compose(open -> sink.write(Buffer.buffer("[")))
        .compose(open -> all(sink))
        .compose(count -> sink.write(Buffer.buffer("]\n")).compose(all -> sink.end(count)));
  }

  private Future<Long> all(Sink sink) {
    AtomicLong count = new AtomicLong();
    return Loop.<Optional<T>>from(
            Optional.empty(),
            last ->
                pages
                    .after(last.orElse(null))
                    .compose(
                        page ->
                            page.isEmpty()
                                ? Future.succeededFuture()
                                : sink.write(text(page, count.get() == 0))
                                    .map(
                                        written -> {
                                          count.addAndGet(page.size());
                                          return Optional.of(page.get(page.size() - 1));
                                        })))
        .map(end -> count.get());
  }

  private Buffer text(List<T> page, boolean first) {
    Buffer text = Buffer.buffer();
    String between = first ? "\n" : ",\n";
    for (T one : page) {
      text.appendString(between).appendString(json.apply(one).encode());
      between = ",\n";
    }
    return text;
  }
}
