// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Said;
import io.prunelle.gateway.refusal.DatabaseDown;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Which of a practice's answers, to reports and objections, somebody has said to have read ({@code
 * POST /my/read}). It says nothing about anybody else, and opens nothing.
 */
final class ReadAnswers {

  private static final String READ = "SELECT answer FROM page.read_answer WHERE reader = $1";

  private static final String ALL =
      "SELECT answer, read_at FROM page.read_answer WHERE reader = $1 ORDER BY read_at";

  /** Bounded: nobody is answered so often. */
  private static final String MARK =
      "INSERT INTO page.read_answer (reader, answer) SELECT $1, unnest($2::text[])"
          + " WHERE (SELECT count(*) FROM page.read_answer WHERE reader = $1) < 2000"
          + " ON CONFLICT DO NOTHING";

  private static final int MOST_AT_ONCE = 100;

  private final Pool pool;
  private final SaidNotes notes;
  private final Replies replies;

  ReadAnswers(Pool pool, SaidNotes notes, Replies replies) {
    this.pool = pool;
    this.notes = notes;
    this.replies = replies;
  }

  Future<Set<String>> of(Visit visit) {
    return asked(pool.preparedQuery(READ).execute(Tuple.of(visit.caller().subject())))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.getString(0))
                    .collect(Collectors.toUnmodifiableSet()));
  }

  /** What somebody has said to have read and when, as a part of their archive. */
  Chapter chapter(String reader) {
    return sink ->
        asked(pool.preparedQuery(ALL).execute(Tuple.of(reader)))
            .compose(
                rows -> {
                  JsonArray all = new JsonArray();
                  rows.forEach(
                      row ->
                          all.add(
                              new JsonObject()
                                  .put("answer", row.getString(0))
                                  .put("readAt", row.getOffsetDateTime(1).toInstant().toString())));
                  return sink.file(
                      "answers-read.json",
                      Buffer.buffer(all.encodePrettily()).appendString("\n"),
                      all.size());
                });
  }

  /** Those that were on the screen: what was answered since is yet to be read. */
  Future<Void> read(Visit visit) {
    List<String> answers = visit.context().request().formAttributes().getAll("answer");
    boolean understood =
        !answers.isEmpty()
            && answers.size() <= MOST_AT_ONCE
            && answers.stream()
                .allMatch(answer -> answer.matches("report:[0-9a-f-]{36}|objection:[0-9]{1,19}"));
    if (!understood) {
      replies.plain(visit.context(), 400, Plain.NOT_VERIFIED);
      return Future.succeededFuture();
    }
    return asked(
            pool.preparedQuery(MARK)
                .execute(
                    Tuple.tuple()
                        .addString(visit.caller().subject())
                        .addArrayOfString(answers.toArray(String[]::new))))
        .map(
            done -> {
              notes.leave(visit, Said.of(Said.What.ANSWER_READ));
              Redirect.to(visit.context(), Paths.MESSAGE);
              return null;
            });
  }

  private static <T> Future<T> asked(Future<T> answer) {
    return DatabaseDown.unless(answer, "page.read_answer");
  }
}
