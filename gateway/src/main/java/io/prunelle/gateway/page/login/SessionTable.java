// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.refusal.DatabaseDown;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of all instances, in the database, which sees digests and what is sealed. Nothing of
 * it is kept in memory: what one instance ends is over on all of them at once. Time is the
 * database's, so that instances agree. Futures fail with {@link
 * io.prunelle.gateway.refusal.Refused} when it cannot be asked.
 */
final class SessionTable {

  /**
   * Sign-ins and sign-outs of one person, and of one session at the provider, one after the other:
   * they count, and none slips past the other. In one order, so that no two wait for each other.
   */
  private static final String IN_TURN =
      "SELECT pg_advisory_xact_lock(key) FROM (SELECT hashtextextended(named, 0) AS key"
          + " FROM unnest(ARRAY['page.session of ' || $1::text, 'page.session at ' || $2::text])"
          + " AS named WHERE named IS NOT NULL ORDER BY key) AS keys";

  /** Unless the provider has said meanwhile that the sign-in is over. */
  private static final String OPEN =
      "INSERT INTO page.session (id, subject, provider_session, sealed, began_at, used_at)"
          + " SELECT $1, $2, $3::text, $4, clock_timestamp(), clock_timestamp()"
          + " WHERE NOT EXISTS (SELECT 1 FROM page.logout WHERE provider_session = $3::text)";

  private static final String MAKE_ROOM =
      "DELETE FROM page.session WHERE id IN"
          + " (SELECT id FROM page.session WHERE subject = $1 ORDER BY used_at DESC OFFSET $2)";

  /** Use is written down twice a minute at most: a page must not cost a write each time. */
  private static final String FIND =
      "WITH used AS (UPDATE page.session SET used_at = clock_timestamp()"
          + " WHERE id = $1 AND used_at > now() - $2 * interval '1 second'"
          + " AND used_at < now() - interval '30 seconds'"
          + " AND began_at > now() - $3 * interval '1 second')"
          + " SELECT sealed, version FROM page.session"
          + " WHERE id = $1 AND used_at > now() - $2 * interval '1 second'"
          + " AND began_at > now() - $3 * interval '1 second'";

  private static final String CLOSE = "DELETE FROM page.session WHERE id = $1";

  private static final String CLOSE_CLAIMED = CLOSE + " AND renewing_until = $2";

  private static final String CLAIM =
      "UPDATE page.session SET renewing_until = clock_timestamp() + $3 * interval '1 second'"
          + " WHERE id = $1 AND version = $2"
          + " AND (renewing_until IS NULL OR renewing_until < clock_timestamp())"
          + " RETURNING renewing_until";

  private static final String REPLACE =
      "UPDATE page.session SET sealed = $3, version = version + 1, renewing_until = NULL"
          + " WHERE id = $1 AND renewing_until = $2";

  private static final String RELEASE =
      "UPDATE page.session SET renewing_until = NULL WHERE id = $1 AND renewing_until = $2";

  /** That a logout token was taken, once; kept for longer than a sign-in may be under way. */
  private static final String TAKE =
      "INSERT INTO page.logout (token, provider_session, until)"
          + " VALUES ($1, $2, greatest($3, clock_timestamp() + interval '1 hour'))"
          + " ON CONFLICT DO NOTHING";

  /** OpenID Connect Back-Channel Logout 1.0, 2.7: those of the session, or all of the person. */
  private static final String END =
      "DELETE FROM page.session WHERE ($1::text IS NULL OR provider_session = $1::text)"
          + " AND ($2::text IS NULL OR subject = $2::text)";

  private static final String PRUNE_SESSIONS =
      "DELETE FROM page.session WHERE used_at <= now() - $1 * interval '1 second'"
          + " OR began_at <= now() - $2 * interval '1 second'";

  /** Not at each sign-in: all of them are looked at for it. */
  private static final String PRUNE_MOST =
      "DELETE FROM page.session WHERE id IN"
          + " (SELECT id FROM page.session ORDER BY used_at DESC OFFSET $1)";

  private static final String PRUNE_LOGOUTS = "DELETE FROM page.logout WHERE until < now()";

  /** That an attempt to sign in was used, once, whatever came of it. */
  private static final String ATTEMPT =
      "INSERT INTO page.attempt (state, until)"
          + " VALUES ($1, greatest($2, clock_timestamp() + interval '1 hour'))"
          + " ON CONFLICT DO NOTHING";

  private static final String PRUNE_ATTEMPTS = "DELETE FROM page.attempt WHERE until < now()";

  private static final String PRUNE_ANSWERS = "DELETE FROM page.answer WHERE until < now()";

  private final Pool pool;
  private final SessionLimits limits;

  SessionTable(Pool pool, SessionLimits limits) {
    this.pool = pool;
    this.limits = limits;
  }

  /**
   * A session as it is stored.
   *
   * @param version grows with each renewal of its tokens
   */
  record Stored(String sealed, long version) {}

  /**
   * Keeps a new session, and makes room for it among the person's.
   *
   * @param providerSession digest; null when the provider names none
   * @return whether it was kept: not when the provider has ended it already
   */
  Future<Boolean> open(String id, String subject, @Nullable String providerSession, String sealed) {
    return asked(
        pool.withTransaction(
            connection ->
                inTurn(connection, subject, providerSession)
                    .compose(
                        turn ->
                            connection
                                .preparedQuery(OPEN)
                                .execute(Tuple.of(id, subject, providerSession, sealed)))
                    .compose(
                        kept ->
                            connection
                                .preparedQuery(MAKE_ROOM)
                                .execute(Tuple.of(subject, limits.perSubject()))
                                .map(kept.rowCount() == 1))));
  }

  /** The session, if it lasts; counts as use. */
  Future<Optional<Stored>> find(String id) {
    return asked(
        pool.preparedQuery(FIND)
            .execute(Tuple.of(id, limits.idle().toSeconds(), limits.absolute().toSeconds()))
            .map(
                rows ->
                    rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(stored(rows.iterator().next()))));
  }

  Future<Void> close(String id) {
    return asked(pool.preparedQuery(CLOSE).execute(Tuple.of(id)).mapEmpty());
  }

  /**
   * Ends it, for whoever was to renew its tokens; false when it was ended, or the lease was over.
   */
  Future<Boolean> close(String id, OffsetDateTime lease) {
    return asked(
        pool.preparedQuery(CLOSE_CLAIMED)
            .execute(Tuple.of(id, lease))
            .map(rows -> rows.rowCount() == 1));
  }

  /**
   * Takes it upon the caller to renew the tokens of a version.
   *
   * @return until when nobody else does; empty when somebody does or has
   */
  Future<Optional<OffsetDateTime>> claim(String id, long version, Duration lease) {
    return asked(
        pool.preparedQuery(CLAIM)
            .execute(Tuple.of(id, version, lease.toSeconds()))
            .map(
                rows ->
                    rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().get(OffsetDateTime.class, 0))));
  }

  /** Keeps renewed tokens; false when the session was ended, or the lease was over. */
  Future<Boolean> replace(String id, OffsetDateTime lease, String sealed) {
    return asked(
        pool.preparedQuery(REPLACE)
            .execute(Tuple.of(id, lease, sealed))
            .map(rows -> rows.rowCount() == 1));
  }

  Future<Void> release(String id, OffsetDateTime lease) {
    return asked(pool.preparedQuery(RELEASE).execute(Tuple.of(id, lease)).mapEmpty());
  }

  /**
   * Ends the sessions that a logout token names.
   *
   * @param token digest of its id
   * @param providerSession digest of the session at the provider; null for all of the subject's
   * @param subject digest; null when only the session is named
   * @return how many were ended; empty when the token was taken before
   */
  Future<Optional<Integer>> end(
      String token, Instant expires, @Nullable String providerSession, @Nullable String subject) {
    if (providerSession == null && subject == null) {
      throw new IllegalArgumentException("nobody is named");
    }
    return asked(
        pool.withTransaction(
            connection ->
                inTurn(connection, subject, providerSession)
                    .compose(
                        turn ->
                            connection
                                .preparedQuery(TAKE)
                                .execute(
                                    Tuple.of(
                                        token, providerSession, expires.atOffset(ZoneOffset.UTC))))
                    .compose(
                        taken ->
                            taken.rowCount() == 0
                                ? Future.succeededFuture(Optional.empty())
                                : connection
                                    .preparedQuery(END)
                                    .execute(Tuple.of(providerSession, subject))
                                    .map(ended -> Optional.of(ended.rowCount())))));
  }

  /**
   * Uses an attempt to sign in.
   *
   * @param state digest
   * @param expires when it could not be used any more in any case
   * @return whether it was not used before
   */
  Future<Boolean> attempt(String state, Instant expires) {
    return asked(
        pool.preparedQuery(ATTEMPT)
            .execute(Tuple.of(state, expires.atOffset(ZoneOffset.UTC)))
            .map(rows -> rows.rowCount() == 1));
  }

  /** Removes what is over, and the least recently used of more than there may be. */
  Future<Void> prune() {
    return asked(
        pool.preparedQuery(PRUNE_SESSIONS)
            .execute(Tuple.of(limits.idle().toSeconds(), limits.absolute().toSeconds()))
            .compose(done -> pool.preparedQuery(PRUNE_MOST).execute(Tuple.of(limits.total())))
            .compose(done -> pool.query(PRUNE_LOGOUTS).execute())
            .compose(done -> pool.query(PRUNE_ANSWERS).execute())
            .compose(done -> pool.query(PRUNE_ATTEMPTS).execute())
            .mapEmpty());
  }

  private static Future<?> inTurn(
      SqlConnection connection, @Nullable String subject, @Nullable String providerSession) {
    return connection.preparedQuery(IN_TURN).execute(Tuple.of(subject, providerSession));
  }

  private static Stored stored(Row row) {
    return new Stored(row.getString(0), row.getLong(1));
  }

  private static <T> Future<T> asked(Future<T> answer) {
    return DatabaseDown.unless(answer, "page.session");
  }
}
