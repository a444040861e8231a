// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has opened which record before, and what its patient is told when nobody has. What it costs
 * depends on how many open a record, not on how often they do.
 */
final class Sightings {

  private static final String BEGIN =
      "INSERT INTO unusual.record (patient, first_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";

  /** Both parts see what there was before. */
  private static final String SEE =
      "WITH before AS (SELECT last_at FROM unusual.known"
          + " WHERE patient = $1 AND kind = $2 AND who = $3),"
          + " seen AS (INSERT INTO unusual.known AS k (patient, kind, who, first_at, last_at)"
          + " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (patient, kind, who) DO UPDATE"
          + " SET first_at = least(k.first_at, EXCLUDED.first_at),"
          + " last_at = greatest(k.last_at, EXCLUDED.last_at))"
          + " SELECT max(last_at) FROM before";

  /** An emergency that goes on is told once a day. */
  private static final String EMERGENCY =
      "INSERT INTO unusual.known AS k (patient, kind, who, first_at, last_at)"
          + " VALUES ($1, 'emergency', $2, $3, $3) ON CONFLICT (patient, kind, who) DO UPDATE"
          + " SET last_at = EXCLUDED.last_at"
          + " WHERE k.last_at <= EXCLUDED.last_at - interval '1 day'";

  private static final String TELL =
      "INSERT INTO unusual.notice (entry, rule, patient, at, practice, subject, name, role)"
          + " VALUES ($1, $2, $3, $4, $5, $6, left($7, 255), $8) ON CONFLICT DO NOTHING";

  private static final String MAIL =
      "INSERT INTO unusual.mail (patient, report) VALUES ($1, gen_random_uuid())"
          + " ON CONFLICT (patient) DO UPDATE SET report = EXCLUDED.report";

  /** So many at a time, so that nothing waits long for it. */
  private static final String FORGET =
      "DELETE FROM unusual.known WHERE ctid IN"
          + " (SELECT ctid FROM unusual.known WHERE last_at < $1 LIMIT 10000)";

  private static final String DROP =
      "DELETE FROM unusual.notice WHERE ctid IN"
          + " (SELECT ctid FROM unusual.notice WHERE at < $1 LIMIT 10000)";

  private final Period window;

  Sightings(Period window) {
    this.window = window;
  }

  /**
   * Notes who opened, and what is to be told of it.
   *
   * @param connection in a transaction that nobody else is in the midst of
   */
  Future<Void> note(SqlClient connection, List<Opened> opened) {
    return InTurn.each(opened, one -> note(connection, one));
  }

  /** What is older than the window says nothing any more. */
  Future<Void> forget(SqlClient connection, Instant now) {
    Tuple before = Tuple.of(windowBefore(now));
    return connection
        .preparedQuery(FORGET)
        .execute(before)
        .compose(forgotten -> connection.preparedQuery(DROP).execute(before))
        .mapEmpty();
  }

  private Future<Void> note(SqlClient connection, Opened opened) {
    Opened.Who who = opened.who();
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    return connection
        .preparedQuery(BEGIN)
        .execute(Tuple.of(who.patient(), time(opened.at())))
        .map(begun -> begun.rowCount() == 1)
        .compose(
            first ->
                isNew(connection, opened, "practitioner", who.subject())
                    .onSuccess(isNew -> add(rules, Rule.NEW_PRACTITIONER, isNew && !first))
                    .compose(noted -> isNew(connection, opened, "practice", who.practice()))
                    .onSuccess(isNew -> add(rules, Rule.NEW_PRACTICE, isNew && !first)))
        .compose(noted -> emergency(connection, opened))
        .onSuccess(stated -> add(rules, Rule.EMERGENCY, stated))
        .compose(noted -> tell(connection, opened, rules));
  }

  private static void add(Set<Rule> rules, Rule rule, boolean holds) {
    if (holds) {
      rules.add(rule);
    }
  }

  private Future<Boolean> isNew(
      SqlClient connection, Opened opened, String kind, @Nullable String who) {
    return who == null
        ? Future.succeededFuture(false)
        : connection
            .preparedQuery(SEE)
            .execute(
                Tuple.of(opened.who().patient(), kind, who, time(opened.at()), time(opened.last())))
            .map(rows -> rows.iterator().next().get(OffsetDateTime.class, 0))
            .map(before -> before == null || before.isBefore(windowBefore(opened.at())));
  }

  private static Future<Boolean> emergency(SqlClient connection, Opened opened) {
    return !opened.who().emergency()
        ? Future.succeededFuture(false)
        : connection
            .preparedQuery(EMERGENCY)
            .execute(Tuple.of(opened.who().patient(), opened.who().subject(), time(opened.at())))
            .map(told -> told.rowCount() == 1);
  }

  private static Future<Void> tell(SqlClient connection, Opened opened, Set<Rule> rules) {
    Opened.Who who = opened.who();
    return InTurn.each(
            rules,
            rule ->
                connection
                    .preparedQuery(TELL)
                    .execute(
                        Tuple.of(
                            opened.entry(),
                            rule.code(),
                            who.patient(),
                            time(opened.at()),
                            who.practice(),
                            who.subject(),
                            opened.name(),
                            opened.role())))
        .compose(
            told ->
                rules.isEmpty()
                    ? Future.succeededFuture()
                    : connection.preparedQuery(MAIL).execute(Tuple.of(who.patient())).mapEmpty());
  }

  private OffsetDateTime windowBefore(Instant at) {
    return time(at).minus(window);
  }

  private static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
