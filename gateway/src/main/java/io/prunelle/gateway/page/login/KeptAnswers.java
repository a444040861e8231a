// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.refusal.DatabaseDown;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * What somebody has answered and has to sign in again for: one answer of a kind for a person, from
 * one browser, once.
 *
 * <p>The browser has a random id, and the database the answer, sealed under a key that takes that
 * id and the client's secret: neither alone can tell what was answered, and what was moved to
 * another person's row does not open there. Futures fail with {@link
 * io.prunelle.gateway.refusal.Refused} while the database cannot be asked.
 */
public final class KeptAnswers {

  private static final String KEEP =
      "INSERT INTO page.answer (subject, kind, id, sealed, until)"
          + " VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 second')"
          + " ON CONFLICT (subject, kind)"
          + " DO UPDATE SET id = $3, sealed = $4, until = EXCLUDED.until";

  private static final String FIND =
      "SELECT sealed FROM page.answer"
          + " WHERE subject = $1 AND kind = $2 AND id = $3 AND until > now()";

  private static final String TAKE =
      "DELETE FROM page.answer"
          + " WHERE subject = $1 AND kind = $2 AND id = $3 AND until > now() RETURNING sealed";

  /** What an answer is about. Those of one kind neither replace nor count as those of another. */
  public enum Kind {
    /** A decision on the person's own record, or a ward's. */
    OWN("own", "answer"),
    /** What they do for a practice. */
    OFFICE("office", "office-answer"),
    /** That they change doctor. */
    DOCTOR("doctor", "doctor-answer"),
    /** An access that they do not recognise. */
    REPORT("report", "report-answer");

    private final String stored;
    private final String cookie;

    Kind(String stored, String cookie) {
      this.stored = stored;
      this.cookie = cookie;
    }
  }

  private final Pool pool;
  private final Kind kind;
  private final Cookies cookies;
  private final Seal seal;

  /**
   * Answers of one kind that wait.
   *
   * @param secrets of the client, the one in use first
   */
  public KeptAnswers(Pool pool, Kind kind, Cookies cookies, List<String> secrets) {
    this.pool = pool;
    this.kind = kind;
    this.cookies = cookies;
    this.seal = Seal.of(secrets, "prunelle page: " + kind.cookie);
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

  /** Keeps an answer of who is signed in. */
  public Future<Void> keep(HttpServerRequest request, Session session, String answer) {
    return keep(request, session.subject(), answer);
  }

  /**
   * Keeps an answer as long as a sign-in may take, in the place of one of its kind that was kept
   * before.
   *
   * @param user in the realm, whose it is
   */
  public Future<Void> keep(HttpServerRequest request, String user, String answer) {
    String id = Secrets.fresh();
    String subject = Secrets.sha256(user);
    cookies.set(request.response(), kind.cookie, id, Attempt.PATIENCE);
    return asked(
        pool.preparedQuery(KEEP)
            .execute(
                Tuple.of(
                    subject,
                    kind.stored,
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
            .read(request, kind.cookie)
            .filter(id -> Secrets.same(Secrets.sha256(id), handle))
            .isPresent();
    if (!shown) {
      return Future.succeededFuture(Optional.empty());
    }
    Future<Optional<Kept>> taken = read(request, session, TAKE);
    cookies.clear(request.response(), kind.cookie);
    return taken;
  }

  private Future<Optional<Kept>> read(HttpServerRequest request, Session session, String sql) {
    Optional<String> id = cookies.read(request, kind.cookie);
    if (id.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    String subject = Secrets.sha256(session.subject());
    String handle = Secrets.sha256(id.get());
    return asked(
        pool.preparedQuery(sql)
            .execute(Tuple.of(subject, kind.stored, handle))
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
    return DatabaseDown.unless(answer, "page.answer");
  }
}
