// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.siem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Feed;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.ops.Metrics;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.siem.SyslogServer.Received;
import io.prunelle.gateway.testing.KeyTool;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.backends.BackendRegistries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receiver gets all that the journal has, whatever becomes of it, the gateways or the way. */
final class StreamingTest {

  private static final Outcome DONE = new Outcome(200, 12, Duration.ofMillis(3), "completed");

  @TempDir private static Path files;

  private final Vertx vertx = Metrics.measured();
  private final TestDatabase database = TestDatabase.migrated();
  private final TestRealm realm = TestRealm.start(vertx);
  private final Settings settings = TestSettings.of(realm, database);
  private final Pools pools = Pools.of(vertx, settings.database());
  private final List<Journal> journals = new ArrayList<>();
  private final List<Streaming> streamings = new ArrayList<>();
  private SyslogServer server;

  @BeforeAll
  static void certificates() throws Exception {
    for (String name : new String[] {"siem", "foreign", "gateway"}) {
      KeyTool.certificate(files, name);
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = SyslogServer.start(files, "siem", 0);
  }

  @AfterEach
  void stop() throws Exception {
    streamings.forEach(streaming -> streaming.stop().await());
    journals.forEach(journal -> journal.stop().await());
    pools.stop().await();
    server.close();
    realm.stop();
    vertx.close().await();
    assertThat(server.malformed()).isEmpty();
  }

  @Test
  void allThatIsWrittenArrivesInTheOrderOfItsChain() {
    Journal journal = journal("machine/17");
    stream(to("127.0.0.1", "siem", 0));

    Set<String> written = write(journal, "r", 400);

    arrived(written);
    soon().until(() -> behind() == 0);
    inOrder();
    // each leaf of each block, and nothing twice where nothing went wrong
    assertThat(server.received()).hasSize(800);
    assertThat(server.received()).extracting(Received::place).doesNotContain(-1L);
    assertThat(server.received())
        .allSatisfy(
            message -> {
              assertThat(message.priority()).isEqualTo(13 * 8 + 5);
              assertThat(message.host()).isEqualTo("machine");
              assertThat(message.process()).isEqualTo("machine/17");
              assertThat(message.kind())
                  .isEqualTo(
                      message.record().getString("kind").equals("entry") ? "permitted" : "outcome");
            });
    assertThat(positions()).isEqualTo(heads());
  }

  @Test
  void aLongPastIsSentFirstEvenWhereLeavesAreGone() {
    // Given more blocks than are read at once, and some of what they held dropped
    Journal journal = journal("a");
    Set<String> written = new HashSet<>();
    for (int i = 0; i < 600; i++) {
      written.addAll(write(journal, "r" + i + "-", 1));
    }
    database.execute("DELETE FROM journal.entry WHERE request_id = 'r300-0'");
    written.remove("r300-0");

    stream(to("127.0.0.1", "siem", 0));

    arrived(written);
    soon().until(() -> positions().equals(heads()));
    inOrder();
    assertThat(server.received()).hasSize(1_199);
  }

  @Test
  void refusalsAndEmergenciesStandOut() {
    Journal journal = journal("a");
    stream(to("127.0.0.1", "siem", 0));

    journal.record(entry("refused", "N", false, null), DONE).await();
    journal.record(entry("emergency", "N", true, new Entry.Purpose("BTG", "why")), DONE).await();

    arrived(Set.of("refused", "emergency"));
    for (String kind : new String[] {"refused", "emergency"}) {
      assertThat(server.received())
          .filteredOn(message -> kind.equals(message.record().getString("request")))
          .singleElement()
          .satisfies(
              message -> {
                assertThat(message.kind()).isEqualTo(kind);
                assertThat(message.priority()).isEqualTo(13 * 8 + 4);
              });
    }
  }

  @Test
  void whileTheReceiverIsDownTheJournalGoesOnAndAfterwardsAllArrives() throws Exception {
    int port = server.port();
    server.close();
    Journal journal = journal("a");
    Streaming streaming = stream(to("127.0.0.1", "siem", port, 0));

    Set<String> written = write(journal, "r", 50);
    soon().until(() -> behind() > 0 && failures() > 0);
    assertThat(streaming.state().getString("state")).isEqualTo("failing");
    assertThat(positions()).isEmpty();

    server = SyslogServer.start(files, "siem", port);

    arrived(written);
    soon().until(() -> behind() == 0 && streaming.state().getString("state").equals("streaming"));
  }

  @Test
  void aConnectionThatBreaksInABurstLosesNothing() {
    Journal journal = journal("a");
    server.patience(150);
    stream(to("127.0.0.1", "siem", 4));

    Set<String> written = write(journal, "r", 500);
    soon().until(() -> server.connections() >= 2);
    server.patience(Integer.MAX_VALUE);

    arrived(written);
    inOrder();
    soon().until(() -> positions().equals(heads()));
  }

  @Test
  void aBlockDoesNotCountAsSentWhileTheReceiverHangsUpAtOnce() {
    Journal journal = journal("a");
    Set<String> written = write(journal, "r", 20);
    server.patience(1);
    stream(to("127.0.0.1", "siem", 0));

    soon().until(() -> server.connections() >= 2);
    assertThat(positions()).isEmpty();

    server.patience(Integer.MAX_VALUE);
    arrived(written);
  }

  @Test
  void whatWasSentLastIsSentAgainOverTheNextConnection() throws Exception {
    Journal journal = journal("a");
    stream(to("127.0.0.1", "siem", 2));
    for (int i = 0; i < 5; i++) {
      write(journal, "r" + i + "-", 1);
    }
    soon().until(() -> positions().equals(heads()) && !heads().isEmpty());
    Map<Integer, Long> heads = heads();

    server.disconnect();

    soon().until(() -> server.received().stream().anyMatch(m -> m.connection() == 2));
    Received first =
        server.received().stream().filter(m -> m.connection() == 2).findFirst().orElseThrow();
    assertThat(first.block()).isEqualTo(heads.get(first.chain()) - 1);
    assertThat(positions()).isEqualTo(heads);
  }

  @Test
  void aGatewayThatStartsAgainGoesOnWhereItWas() {
    Journal journal = journal("a");
    Streaming first = stream(to("127.0.0.1", "siem", 0));
    Set<String> before = write(journal, "before", 30);
    arrived(before);
    soon().until(() -> positions().equals(heads()));
    Map<Integer, Long> position = positions();
    first.stop().await();
    journal.stop().await();

    Journal again = journal("b");
    Set<String> after = write(again, "after", 30);
    stream(to("127.0.0.1", "siem", 0));

    arrived(after);
    assertThat(server.received())
        .filteredOn(message -> message.connection() == 2)
        .allMatch(m -> m.block() > position.getOrDefault(m.chain(), -1L));
    soon().until(() -> positions().equals(heads()));
    assertThat(server.received()).extracting(Received::host).contains("a", "b");
  }

  @Test
  void whatOneThatDiedHasWrittenIsSentByTheNext() {
    Journal dead = journal("dead");
    Set<String> left = write(dead, "left", 20);
    dead.intend(entry("unsettled", "N", true, null)).await();
    dead.stop().await();

    Journal next =
        Journal.of(vertx, settings, pools.work(), "next", Clock.systemUTC(), Duration.ofMillis(50));
    next.start();
    journals.add(next);
    stream(to("127.0.0.1", "siem", 0));

    arrived(left);
    // Its end is told by the next, in a chain of its own
    soon()
        .until(
            () ->
                server.received().stream()
                    .anyMatch(
                        m ->
                            m.host().equals("next")
                                && "unknown".equals(m.record().getString("ending"))));
    assertThat(server.received())
        .filteredOn(m -> left.contains(m.record().getString("request")))
        .allMatch(m -> m.host().equals("dead"));
  }

  @Test
  void ofSeveralInstancesOneSendsAndAnotherGoesOn() {
    Journal journal = journal("a");
    Settings.Syslog receiver = to("127.0.0.1", "siem", 0);
    Streaming one = stream(receiver);
    soon().until(() -> one.state().getString("state").equals("streaming"));
    Streaming other = stream(receiver);
    Set<String> first = write(journal, "first", 50);
    arrived(first);
    soon().until(() -> positions().equals(heads()));
    assertThat(server.connections()).isEqualTo(1);
    assertThat(other.state().getString("state")).isEqualTo("standby");

    one.stop().await();
    Set<String> second = write(journal, "second", 50);

    arrived(second);
    assertThat(other.state().getString("state")).isEqualTo("streaming");
    assertThat(server.received())
        .extracting(m -> m.chain() + "/" + m.place())
        .doesNotHaveDuplicates();
  }

  @Test
  void aTurnThatIsLostInTheDatabaseIsTakenAnew() {
    Journal journal = journal("a");
    stream(to("127.0.0.1", "siem", 0));
    arrived(write(journal, "first", 5));

    database.asAdministrator(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
            + " 'prunelle-gateway siem' AND datname = current_database()");

    arrived(write(journal, "second", 5));
  }

  @Test
  void whoIsNotTheReceiverIsToldNothing() {
    Journal journal = journal("a");
    write(journal, "r", 5);

    // Certified by another, or for another name
    for (Settings.Syslog wrong :
        List.of(to("127.0.0.1", "foreign", 0), to("localhost", "siem", 0))) {
      double before = failures();
      Streaming streaming = stream(wrong);

      soon().until(() -> failures() > before && behind() > 0);
      assertThat(streaming.state().getString("state")).isEqualTo("failing");
      streaming.stop().await();
    }

    assertThat(server.received()).isEmpty();
    assertThat(positions()).isEmpty();
  }

  @Test
  void theGatewayProvesItselfWhereItIsAskedTo() throws Exception {
    SyslogServer strict = SyslogServer.start(files, "siem", 0, "gateway");
    server.close();
    server = strict;
    Path key = files.resolve("gateway.key");
    Files.writeString(
        key,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder()
                .encodeToString(
                    KeyStore.getInstance(
                            files.resolve("gateway.p12").toFile(), "changeit".toCharArray())
                        .getKey("gateway", "changeit".toCharArray())
                        .getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    Journal journal = journal("a");
    stream(
        new Settings.Syslog(
            "127.0.0.1",
            server.port(),
            files.resolve("siem.pem"),
            files.resolve("gateway.pem"),
            key,
            0));

    arrived(write(journal, "r", 5));
  }

  @Test
  void whatPeopleWriteForgesNoMessage() {
    Journal journal = journal("a\n<1>1 forged/1");
    stream(to("127.0.0.1", "siem", 0));
    String forged =
        "x\"}}\n<104>1 2026-01-01T00:00:00Z h prunelle p permitted - \uFEFF{\"chain\":1}\r\n"
            + "88 <104>1 - - - - - -\u0000\u0085\u2028\u0007]\\\uD83D\uDE00";

    journal.record(entry("hostile", forged, true, new Entry.Purpose("BTG", forged)), DONE).await();
    journal.record(entry("after", "N", true, null), DONE).await();

    arrived(Set.of("hostile", "after"));
    assertThat(server.received()).hasSize(4);
    JsonObject record =
        server.received().stream()
            .map(Received::record)
            .filter(r -> "hostile".equals(r.getString("request")))
            .findAny()
            .orElseThrow();
    String stored = forged.replace('\u0000', '\uFFFD');
    assertThat(record.getString("name")).isEqualTo(stored);
    assertThat(record.getString("statedReason")).isEqualTo(stored);
    assertThat(server.received()).extracting(Received::host).containsOnly("a?<1>1?forged");
  }

  @Test
  void howFarItHasComeIsNotForgotten() throws SQLException {
    Journal journal = journal("a");
    stream(to("127.0.0.1", "siem", 0));
    arrived(write(journal, "r", 5));
    soon().until(() -> !positions().isEmpty());

    try (Connection role = database.connect(database.gateway())) {
      for (String sql :
          new String[] {
            "DELETE FROM journal.streamed",
            "TRUNCATE journal.streamed",
            "UPDATE journal.streamed SET chain = 7"
          }) {
        assertThatThrownBy(() -> role.createStatement().execute(sql))
            .as(sql)
            .hasMessageContaining("permission denied");
      }
    }
  }

  private Journal journal(String instance) {
    Journal journal = Journal.of(vertx, settings, pools.work(), instance, Clock.systemUTC());
    journal.start();
    journals.add(journal);
    // Its chains exist once something is written
    soon()
        .until(
            () ->
                !database
                    .rows("SELECT 1 FROM journal.chain WHERE instance = ?", instance)
                    .isEmpty());
    return journal;
  }

  private Streaming stream(Settings.Syslog receiver) {
    Streaming streaming =
        new Streaming(
            vertx, receiver, new Feed(vertx, settings.database(), pools.work(), Feed.Reader.SIEM));
    streaming.start();
    streamings.add(streaming);
    return streaming;
  }

  private Settings.Syslog to(String host, String trusted, int overlap) {
    return to(host, trusted, server.port(), overlap);
  }

  private static Settings.Syslog to(String host, String trusted, int port, int overlap) {
    return new Settings.Syslog(host, port, files.resolve(trusted + ".pem"), null, null, overlap);
  }

  private static Set<String> write(Journal journal, String name, int count) {
    List<Future<?>> writes = new ArrayList<>();
    Set<String> requests = new HashSet<>();
    IntStream.range(0, count)
        .forEach(
            i -> {
              requests.add(name + i);
              writes.add(journal.record(entry(name + i, "Name", true, null), DONE));
            });
    Future.all(writes).await();
    return requests;
  }

  private void arrived(Set<String> requests) {
    soon()
        .untilAsserted(
            () ->
                assertThat(server.received())
                    .extracting(message -> message.record().getString("request"))
                    .containsAll(requests));
  }

  /** Over each connection, no leaf comes before one that was written before it. */
  private void inOrder() {
    Map<String, Long> last = new HashMap<>();
    for (Received message : server.received()) {
      String way = message.connection() + "/" + message.chain();
      assertThat(message.place()).isGreaterThan(last.getOrDefault(way, -1L));
      last.put(way, message.place());
    }
  }

  private Map<Integer, Long> positions() {
    return numbers("SELECT chain, block AS number FROM journal.streamed");
  }

  private Map<Integer, Long> heads() {
    return numbers("SELECT chain, max(number) AS number FROM journal.block GROUP BY chain");
  }

  private Map<Integer, Long> numbers(String sql) {
    Map<Integer, Long> numbers = new HashMap<>();
    database
        .rows(sql)
        .forEach(row -> numbers.put((Integer) row.get("chain"), (Long) row.get("number")));
    return numbers;
  }

  private static double behind() {
    return BackendRegistries.getDefaultNow().get("prunelle.siem.blocks.behind").gauge().value();
  }

  private static double failures() {
    var counter = BackendRegistries.getDefaultNow().find("prunelle.siem.failures").counter();
    return counter == null ? 0 : counter.count();
  }

  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }

  private static Entry entry(
      String requestId, String name, boolean permitted, Entry.@Nullable Purpose purpose) {
    return new Entry(
        requestId,
        new Entry.Agent("sub", name, "practitioner", "app", "jti", "127.0.0.1"),
        new Entry.Act("read", "Patient", "p1", null, "GET", "/fhir/c/Patient/p1"),
        new Entry.Where("c", "p1", "host", "c@host", 42L),
        permitted,
        permitted ? "consent-permit" : "other-patient",
        purpose,
        null);
  }
}
