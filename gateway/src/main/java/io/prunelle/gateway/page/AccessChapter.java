// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.page.takeout.Sink;
import io.prunelle.gateway.page.view.AccessTable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who opened my record, as a part of an archive: all accesses, a page at a time, in two forms. */
final class AccessChapter implements Chapter {

  private static final int PAGE = 500;

  private final AccessDownload.Source journal;
  private final Entry reading;
  private final String patient;
  private final AccessTable words;

  /**
   * The accesses to one record.
   *
   * @param reading what the journal says of reading it
   * @param words that those who read it themselves are given
   */
  AccessChapter(AccessDownload.Source journal, Entry reading, String patient, AccessTable words) {
    this.journal = journal;
    this.reading = reading;
    this.patient = patient;
    this.words = words;
  }

  @Override
  public Future<Void> into(Sink sink) {
    return InTurn.each(
        List.of(new AccessJson(AccessFields.PATIENT), AccessCsv.inWords(words)),
        format -> written(sink, format));
  }

  private Future<Void> written(Sink sink, AccessFormat format) {
    long begun = System.nanoTime();
    return journal
        .begin(reading)
        .compose(
            id ->
                sink.begin("accesses." + format.ending())
                    .compose(open -> sink.write(Buffer.buffer(format.beginning())))
                    .compose(
                        open -> {
                          Pages pages = new Pages();
                          return InTurn.each(() -> pages, before -> page(sink, format, id, pages))
                              .compose(all -> sink.write(Buffer.buffer(format.end())))
                              .compose(all -> sink.end(pages.lines));
                        })
                    .transform(
                        (done, failure) ->
                            journal
                                .end(id, outcome(begun, failure))
                                .otherwiseEmpty()
                                .compose(
                                    ended ->
                                        failure == null
                                            ? Future.succeededFuture()
                                            : Future.failedFuture(failure))));
  }

  private Future<Void> page(Sink sink, AccessFormat format, UUID id, Pages pages) {
    return journal
        .next(id, Selection.ofPatient(patient), pages.last, PAGE)
        .compose(
            lines -> {
              Buffer text = Buffer.buffer();
              for (Line line : lines) {
                text.appendString(format.line(line, pages.lines++ == 0));
                pages.last = line.id();
              }
              pages.over = lines.size() < PAGE;
              return sink.write(text);
            });
  }

  private static Outcome outcome(long begun, @Nullable Throwable failure) {
    return new Outcome(
        failure == null ? 200 : 500,
        0,
        Duration.ofNanos(System.nanoTime() - begun),
        failure == null ? "completed" : "failed");
  }

  /** Until one is not full. */
  private static final class Pages implements Iterator<Integer> {
    private @Nullable UUID last;
    private boolean over;
    private int number;
    private long lines;

    @Override
    public boolean hasNext() {
      return !over;
    }

    @Override
    public Integer next() {
      if (over) {
        throw new NoSuchElementException();
      }
      // Until it is known that there is another one
      over = true;
      return number++;
    }
  }
}
