// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One patient with 100,000 entries, in a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HistoryTest {

  private static final int ENTRIES = 100_000;
  private static final String PATIENT = "bench-0";
  private static final UUID READING = new UUID(0, 1);

  /** Blocks of a month that has just begun: to read all of it costs no more than to look it up. */
  private static final int LITTLE = 8;

  /** Of 8 KiB; the whole journal has many times more. */
  private static final long MOST_BUFFERS = 4L * History.WINDOW;

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.migrated();
  private final Pools pools =
      Pools.of(vertx, TestSettings.of(TestRealm.start(vertx), database).database());
  private final Pool pool = pools.work();
  private final History history = new History(pool);
  private final Instant now = Instant.now();

  @BeforeAll
  void fill() throws SQLException, IOException {
    try (Connection owner = database.connect(database.owner())) {
      SampleJournal.write(
          owner,
          Objects.requireNonNull(TestKeys.journal().key()),
          new SampleJournal.Size(
              ENTRIES, 500, 1, SampleJournal.evenly(now.minus(Duration.ofDays(150)), now), 1));
    }
  }

  @AfterAll
  void stop() {
    pools.stop().await();
    vertx.close().await();
  }

  @Test
  void whatIsNotThereIsLookedForNoFurtherThanAWindow() {
    Selection nobody = Selection.ofPatient(PATIENT, null, null, null, Kind.REFUSED);

    History.Found found = history.search(READING, nobody, null, 200).await();

    assertThat(found.lines()).isEmpty();
    assertThat(found.onTo()).isNotNull();
  }

  @Test
  void goingOnFromWindowToWindowFindsAllOfIt() {
    String subject = history.people(READING, PATIENT).await().get(0).subject();
    Selection one = Selection.ofPatient(PATIENT, null, null, subject, Kind.SEARCH);
    Set<UUID> found = new HashSet<>();
    @Nullable UUID before = null;
    int looks = 0;

    do {
      History.Found window = history.search(READING, one, before, 200).await();
      window.lines().forEach(line -> assertThat(found.add(line.id())).isTrue());
      before = window.onTo();
      looks++;
    } while (before != null);

    assertThat(looks).isBetween(ENTRIES / History.WINDOW, ENTRIES / History.WINDOW + 1);
    assertThat(found)
        .hasSize(
            database
                .rows(
                    "SELECT 1 FROM journal.entry WHERE patient = '"
                        + PATIENT
                        + "' AND subject = '"
                        + subject
                        + "'")
                .size());
  }

  @Test
  void monthsAreCountedUpToABound() {
    List<Instant> times =
        List.of(now.minus(Duration.ofDays(60)), now.minus(Duration.ofDays(59)), now);

    List<History.Count> counts = history.counts(READING, PATIENT, "nobody", times).await();

    // 100,000 in 150 days
    assertThat(counts.get(0).accesses()).isBetween(600L, 700L);
    assertThat(counts.get(0).more()).isFalse();
    assertThat(counts.get(1)).isEqualTo(new History.Count(History.MOST_IN_A_MONTH, true));
  }

  @Test
  void whatOthersDidIsCountedHoweverOftenTheReaderDidLately() {
    database.execute(
        "INSERT INTO journal.entry (id, chain, block, leaf, recorded_at, permitted, request_id,"
            + " interaction, patient, subject, reason) SELECT (left(id::text, 24)"
            + " || lpad(to_hex(n), 12, '0'))::uuid, 999, 0, 0, recorded_at, true, 'r', 'read', 'own',"
            + " CASE n WHEN 1 THEN 'dr' ELSE 'me' END, 'x'"
            + " FROM (SELECT id, recorded_at FROM journal.entry ORDER BY id DESC LIMIT 1) e,"
            + " generate_series(1, 3000) n");
    List<Instant> times = List.of(now.minus(Duration.ofDays(9)), now.plus(Duration.ofDays(9)));

    assertThat(history.counts(READING, "own", "me", times).await())
        .containsExactly(new History.Count(1, false));
    database.execute("DELETE FROM journal.entry WHERE patient = 'own'");
  }

  @Test
  void noStatementReadsMoreThanItsBound() {
    Selection refused = Selection.ofPatient(PATIENT, null, null, null, Kind.REFUSED);
    Tuple edge = Tuple.tuple();
    bounded(Search.edge(refused, null, History.WINDOW, edge), edge);
    UUID end = history.search(READING, refused, null, 1).await().onTo();
    Tuple search = Tuple.tuple();
    bounded(Search.selecting(refused, null, end, 200, search), search);
    Tuple further = Tuple.tuple();
    bounded(Search.selecting(Selection.ofPatient(PATIENT), end, null, 200, further), further);
    bounded(History.PEOPLE, Tuple.of(PATIENT, History.WINDOW, 100));
    List<Instant> months =
        IntStream.rangeClosed(0, 12)
            .mapToObj(i -> now.minus(Duration.ofDays(30L * (12 - i))))
            .toList();
    bounded(Lines.OTHERS, Tuple.of(PATIENT, "nobody", History.BEHIND, 3));
    bounded(History.COUNTS, History.counted(PATIENT, "nobody", months));
  }

  /** What auditors look for finds little, and does not read the rest for it. */
  @Test
  void emergenciesAndRefusalsOfAPracticeAreNotLookedForInAllOfTheJournal() {
    String practice =
        (String) database.rows("SELECT practice FROM journal.entry LIMIT 1").get(0).get("practice");
    // Whatever PostgreSQL knows by then of how little there is
    database.execute("ANALYZE journal.entry");

    Tuple refused = Tuple.tuple();
    bounded(
        Search.selecting(looking(practice, Set.of(Result.REFUSED), null), null, 50, refused),
        refused);
    // As FHIR has it, where what failed for another reason is as serious
    Tuple serious = Tuple.tuple();
    Set<Result> either = Set.of(Result.REFUSED, Result.FAILED);
    bounded(Search.selecting(looking(practice, either, null), null, 50, serious), serious);
    Tuple failed = Tuple.tuple();
    Set<Result> minor = Set.of(Result.FAILED_BY_CALLER);
    bounded(Search.selecting(looking(practice, minor, null), null, 50, failed), failed);
    Tuple emergencies = Tuple.tuple();
    bounded(
        Search.selecting(looking(practice, Set.of(), "BTG"), null, 50, emergencies), emergencies);
  }

  /** Which shares a gateway with a large one. */
  @Test
  void allOfASmallPracticeIsNotLookedForInWhatOthersAsked() {
    database.execute(
        "INSERT INTO journal.entry (id, chain, block, leaf, recorded_at, permitted, request_id,"
            + " interaction, practice, reason) SELECT (left(id::text, 24) || 'ffffffffff' ||"
            + " right(id::text, 2))::uuid, 999, 0, 0, recorded_at, true, 'r', 'read', 'small', 'x'"
            + " FROM journal.entry ORDER BY id LIMIT 3");
    database.execute("ANALYZE journal.entry");

    for (String practice : List.of("small", "none")) {
      Tuple values = Tuple.tuple();
      bounded(Search.selecting(Selection.of(practice), null, 50, values), values);
    }
    database.execute("DELETE FROM journal.entry WHERE practice = 'small'");
  }

  private static Selection looking(String practice, Set<Result> results, @Nullable String purpose) {
    return new Selection(
        practice, null, null, null, null, null, null, null, results, purpose, null, null);
  }

  @Test
  void oneCallerAndOneRequestAreNotLookedForInAllOfTheJournal() {
    var some =
        database.rows("SELECT practice, subject, request_id FROM journal.entry LIMIT 1").get(0);
    database.execute("ANALYZE journal.entry");
    String practice = (String) some.get("practice");

    for (String caller : List.of((String) some.get("subject"), "nobody")) {
      Tuple values = Tuple.tuple();
      bounded(Search.selecting(by(practice, caller, null), null, 50, values), values);
    }
    for (String request : List.of((String) some.get("request_id"), "none")) {
      Tuple values = Tuple.tuple();
      bounded(Search.selecting(by(practice, null, request), null, 50, values), values);
    }
  }

  private static Selection by(String practice, @Nullable String caller, @Nullable String request) {
    return new Selection(
        practice, null, null, null, null, caller, null, null, Set.of(), null, request, null);
  }

  /** As the database did it, not as it says that it would. */
  private void bounded(String sql, Tuple values) {
    Object plan =
        pool.preparedQuery("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql)
            .execute(values)
            .await()
            .iterator()
            .next()
            .getValue(0);
    JsonObject root = ((JsonArray) plan).getJsonObject(0).getJsonObject("Plan");
    long buffers = root.getLong("Shared Hit Blocks") + root.getLong("Shared Read Blocks");
    assertThat(buffers).as(root.encodePrettily()).isLessThan(MOST_BUFFERS);
    assertThat(scans(root)).as(root.encodePrettily()).isEmpty();
  }

  /** Partitions with entries that are read from end to end. */
  private static Set<String> scans(JsonObject node) {
    Set<String> scans = new HashSet<>();
    if ("Seq Scan".equals(node.getString("Node Type"))
        && node.getNumber("Actual Rows").doubleValue() > 0
        && node.getLong("Shared Hit Blocks") + node.getLong("Shared Read Blocks")
            > LITTLE * node.getNumber("Actual Loops").doubleValue()) {
      scans.add(node.getString("Relation Name"));
    }
    node.getJsonArray("Plans", new JsonArray())
        .forEach(child -> scans.addAll(scans((JsonObject) child)));
    return scans;
  }
}
