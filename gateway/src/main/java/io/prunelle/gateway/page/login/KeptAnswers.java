// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What somebody has answered and has to sign in again for: one answer for a person, from one
 * browser, once.
 *
 * <p>The browser has a random id, and the database the answer, sealed under a key that takes that
 * id and the client's secret: neither alone can tell what was answered, and what was moved to
 * another person's row does not open there. Futures fail with {@link
 * io.prunelle.gateway.refusal.Refused} while the database cannot be asked.
 */
public final class KeptAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(KeptAnswers.class);
  private static final Refusal DOWN = new Refusal.NotReady("database-down", Duration.ofSeconds(5));

  private static final String COOKIE = "answer";

  private static final String KEEP =
      "INSERT INTO page.answer (subject, id, sealed, until)"
          + " VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 second')"
          + " ON CONFLICT (subject) DO UPDATE SET id = $2, sealed = $3, until = EXCLUDED.until";

  private static final String FIND =
      "SELECT sealed FROM page.answer WHERE subject = $1 AND id = $2 AND until > now()";

  private static final String TAKE =
      "DELETE FROM page.answer WHERE subject = $1 AND id = $2 AND until > now() RETURNING sealed";

  private final Pool pool;
  private final Cookies cookies;
  private final Seal seal;

  /**
   * Answers that wait.
   *
   * @param secrets of the client, the one in use first
   */
  public KeptAnswers(Pool pool, Cookies cookies, List<String> secrets) {
    this.pool = pool;
    this.cookies = cookies;
    this.seal = Seal.of(secrets, "prunelle page: answer");
  }

  /**
   * An answer that waits.
   *
   * @param handle what a form names it by: of no use without the browser
   */
  public record Kept(String handle, String answer) {

    @Override
    public String toString() {
      return "Kept[]";
    }
  }

  /** Keeps an answer as long as a sign-in may take, in the place of one that was kept before. */
  public Future<Void> keep(HttpServerRequest request, Session session, String answer) {
    String id = Secrets.fresh();
    String subject = Secrets.sha256(session.subject());
    cookies.set(request.response(), COOKIE, id, Attempt.PATIENCE);
    return asked(
        pool.preparedQuery(KEEP)
            .execute(
                Tuple.of(
                    subject,
                    Secrets.sha256(id),
                    seal.within(id).close(answer, subject),
                    Attempt.PATIENCE.toSeconds()))
            .mapEmpty());
  }

  /** What this person has kept in this browser. */
  public Future<Optional<Kept>> find(HttpServerRequest request, Session session) {
    return read(request, session, FIND);
  }

  /**
   * Takes it, so that nobody else does.
   *
   * @param handle as the form has it: what was on the screen, and not what was kept since
   */
  public Future<Optional<Kept>> take(HttpServerRequest request, Session session, String handle) {
    boolean shown =
        cookies
            .read(request, COOKIE)
            .filter(id -> Secrets.same(Secrets.sha256(id), handle))
            .isPresent();
    if (!shown) {
      return Future.succeededFuture(Optional.empty());
    }
    Future<Optional<Kept>> taken = read(request, session, TAKE);
    cookies.clear(request.response(), COOKIE);
    return taken;
  }

  private Future<Optional<Kept>> read(HttpServerRequest request, Session session, String sql) {
    Optional<String> id = cookies.read(request, COOKIE);
    if (id.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    String subject = Secrets.sha256(session.subject());
    String handle = Secrets.sha256(id.get());
    return asked(
        pool.preparedQuery(sql)
            .execute(Tuple.of(subject, handle))
            .map(KeptAnswers::sealed)
            .map(
                found ->
                    found
                        .flatMap(text -> seal.within(id.get()).open(text, subject))
                        .map(answer -> new Kept(handle, answer))));
  }

  private static Optional<String> sealed(RowSet<Row> rows) {
    return rows.size() == 0
        ? Optional.empty()
        : Optional.of(rows.iterator().next().getString("sealed"));
  }

  private static <T> Future<T> asked(Future<T> answer) {
    return answer.recover(
        failure -> {
          LOG.atWarn()
              .addKeyValue("cause", failure.toString())
              .log("The table of kept answers cannot be asked");
          return Future.failedFuture(DOWN.refused());
        });
  }
}
