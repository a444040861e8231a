// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.DatabaseDown;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The door of this package: what a patient is told, and has seen. Futures fail with {@link
 * io.prunelle.gateway.refusal.Refused} when the database cannot be asked.
 */
public final class Notices {

  /** So many accesses are told at once, however many there are. */
  public static final int MOST = 10;

  /** One access can be unusual by each rule. */
  private static final int ROWS = (MOST + 1) * Rule.values().length;

  private static final String COLUMNS =
      "SELECT entry, at, practice, subject, name, role, rule, seen_at FROM unusual.notice"
          + " WHERE patient = $1 AND seen_at IS ";

  private static final String ORDER = " ORDER BY at DESC, entry LIMIT " + ROWS;

  private static final String UNSEEN = COLUMNS + "NULL" + ORDER;
  private static final String SEEN = COLUMNS + "NOT NULL" + ORDER;

  private static final String AMONG =
      "SELECT entry, rule FROM unusual.notice WHERE patient = $1 AND entry = ANY($2)";

  private static final String MARK =
      "UPDATE unusual.notice SET seen_at = clock_timestamp()"
          + " WHERE patient = $1 AND entry = ANY($2) AND seen_at IS NULL";

  private static final String PAGE =
      "SELECT entry, rule, at, practice, name, role, seen_at FROM unusual.notice"
          + " WHERE patient = $1"
          + " AND ($2::timestamptz IS NULL OR (at, entry, rule) < ($2, $3, $4))"
          + " ORDER BY at DESC, entry DESC, rule DESC LIMIT 100";

  private final Pool pool;
  private final int months;

  public Notices(Pool pool, Settings.Unusual settings) {
    this.pool = pool;
    this.months = (int) settings.window().toTotalMonths();
  }

  /**
   * What there is to tell, newest first.
   *
   * @param unseen at most {@link #MOST}
   * @param more whether there are others unseen
   * @param seen the last of them, at most {@link #MOST}
   * @param months for how long who is new had not opened the record
   */
  public record Told(List<Notice> unseen, boolean more, List<Notice> seen, int months) {}

  /**
   * Why accesses were told as unusual.
   *
   * @param rules by the journal's entry; nothing of what was not told
   * @param months for how long who is new had not opened the record
   */
  public record Marks(Map<UUID, Set<Rule>> rules, int months) {

    /** Of accesses of which none was told. */
    public static final Marks NONE = new Marks(Map.of(), 0);

    /** Why this one was told; empty where it was not. */
    public Set<Rule> of(UUID entry) {
      return rules.getOrDefault(entry, Set.of());
    }
  }

  /** Of the patient's own record. */
  public Future<Told> of(String patient) {
    return asked(pool.preparedQuery(UNSEEN).execute(Tuple.of(patient)))
        .map(Notices::notices)
        .compose(
            unseen ->
                asked(pool.preparedQuery(SEEN).execute(Tuple.of(patient)))
                    .map(Notices::notices)
                    .map(
                        seen ->
                            new Told(first(unseen), unseen.size() > MOST, first(seen), months)));
  }

  /** Which of these accesses were told to the patient, be it that they have seen them. */
  public Future<Marks> among(String patient, List<UUID> entries) {
    Tuple values = Tuple.tuple().addString(patient);
    values.addArrayOfUUID(entries.toArray(UUID[]::new));
    return asked(pool.preparedQuery(AMONG).execute(values))
        .map(
            rows -> {
              Map<UUID, Set<Rule>> told = new HashMap<>();
              for (Row row : rows) {
                told.computeIfAbsent(row.getUUID("entry"), entry -> EnumSet.noneOf(Rule.class))
                    .add(Rule.of(row.getString("rule")));
              }
              return new Marks(told, months);
            });
  }

  /**
   * All that there ever was to tell, and is kept, newest first.
   *
   * @param last of the page before; null for the first page
   */
  public Future<List<PastNotice>> page(String patient, @Nullable PastNotice last) {
    Tuple values = Tuple.tuple().addString(patient);
    values.addOffsetDateTime(last == null ? null : last.at().atOffset(ZoneOffset.UTC));
    values.addUUID(last == null ? null : last.entry());
    values.addString(last == null ? null : last.rule());
    return asked(pool.preparedQuery(PAGE).execute(values))
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(Notices::past).toList());
  }

  private static PastNotice past(Row row) {
    OffsetDateTime seen = row.getOffsetDateTime("seen_at");
    return new PastNotice(
        row.getUUID("entry"),
        row.getString("rule"),
        row.get(OffsetDateTime.class, "at").toInstant(),
        row.getString("practice"),
        row.getString("name"),
        row.getString("role"),
        seen == null ? null : seen.toInstant());
  }

  /** The patient has seen these accesses; those to records of others are left alone. */
  public Future<Void> seen(String patient, List<UUID> entries) {
    return asked(
        pool.preparedQuery(MARK)
            .execute(Tuple.tuple().addString(patient).addArrayOfUUID(entries.toArray(UUID[]::new)))
            .mapEmpty());
  }

  private static <T> Future<T> asked(Future<T> answer) {
    return DatabaseDown.unless(answer, "unusual.notice");
  }

  private static List<Notice> first(List<Notice> notices) {
    return List.copyOf(notices.subList(0, Math.min(MOST, notices.size())));
  }

  private static List<Notice> notices(RowSet<Row> rows) {
    Map<UUID, Notice> notices = new LinkedHashMap<>();
    for (Row row : rows) {
      Rule rule = Rule.of(row.getString("rule"));
      notices.computeIfAbsent(row.getUUID("entry"), entry -> notice(entry, row)).rules().add(rule);
    }
    return new ArrayList<>(notices.values());
  }

  private static Notice notice(UUID entry, Row row) {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    return new Notice(
        entry,
        row.get(OffsetDateTime.class, "at").toInstant(),
        row.getString("practice"),
        row.getString("subject"),
        row.getString("name"),
        row.getString("role"),
        rules,
        row.getOffsetDateTime("seen_at") != null);
  }
}
