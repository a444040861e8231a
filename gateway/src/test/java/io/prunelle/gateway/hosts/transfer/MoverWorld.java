// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.erasure.Certification;
import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.proxy.ReadTimes;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Two hosts, a realm and a database, among which movers come and go. */
public final class MoverWorld implements AutoCloseable {

  public static final TransferSettings SETTINGS = settling(Duration.ZERO);

  static {
    // A thread of a world that has ended may find its executor gone while the next test waits
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  /** Where a record is left alone for so long once it has been placed elsewhere. */
  static TransferSettings settling(Duration settle) {
    return settings(settle, Duration.ofSeconds(3));
  }

  /** The same, patient with hosts. */
  static TransferSettings settings(Duration settle, Duration call) {
    return new TransferSettings(
        2,
        2,
        4,
        Duration.ofMillis(500),
        4,
        64 << 10,
        3,
        1 << 20,
        1 << 20,
        4 << 20,
        call,
        Duration.ofSeconds(2),
        5,
        Duration.ofMillis(50),
        Duration.ofMillis(400),
        settle,
        Duration.ofSeconds(2),
        1.3);
  }

  /** The same with another bound on how long writers wait. */
  static TransferSettings holding(Duration longest) {
    return with(SETTINGS.perHost(), longest, SETTINGS.shortestPause(), SETTINGS.longestPause());
  }

  /** The same with one record at a time for each host. */
  static TransferSettings onePerHost() {
    return with(1, SETTINGS.longestHold(), SETTINGS.shortestPause(), SETTINGS.longestPause());
  }

  /** The same, where a record is left alone for so long once it has been placed elsewhere. */
  static TransferSettings onePerHost(Duration settle) {
    TransferSettings s = onePerHost();
    return patient(s, s.requests(), settle);
  }

  /** The same with another number of requests at a time for each host, patient with these. */
  static TransferSettings asking(int requests, Duration longestHold) {
    TransferSettings s =
        with(SETTINGS.perHost(), longestHold, Duration.ofMillis(50), Duration.ofMillis(400));
    return patient(s, requests, s.settle());
  }

  /** The same, patient with hosts. */
  private static TransferSettings patient(TransferSettings s, int requests, Duration settle) {
    return new TransferSettings(
        s.parallel(),
        s.perHost(),
        requests,
        s.sweep(),
        s.pageSize(),
        s.pageBytes(),
        s.batchSize(),
        s.batchBytes(),
        s.answerBytes(),
        s.recordBytes(),
        Duration.ofSeconds(30),
        s.longestHold(),
        s.holds(),
        s.shortestPause(),
        s.longestPause(),
        settle,
        s.clockMargin(),
        s.slower());
  }

  /** The same with one pause after each failure. */
  static TransferSettings pausing(Duration pause) {
    return pausing(pause, pause);
  }

  /** The same with pauses after failures that become so long. */
  static TransferSettings pausing(Duration shortest, Duration longest) {
    return with(SETTINGS.perHost(), SETTINGS.longestHold(), shortest, longest);
  }

  /** The same, comparing placements with decisions at its start alone, and patient with hosts. */
  static TransferSettings sweepingOnce() {
    return with(
        SETTINGS.perHost(),
        Duration.ofHours(1),
        Duration.ofSeconds(20),
        SETTINGS.longestHold(),
        SETTINGS.shortestPause(),
        SETTINGS.longestPause());
  }

  /** The same, less patient with hosts. */
  static TransferSettings calling(Duration call) {
    return with(
        SETTINGS.perHost(),
        SETTINGS.sweep(),
        call,
        SETTINGS.longestHold(),
        SETTINGS.shortestPause(),
        SETTINGS.longestPause());
  }

  /** The same with hosts whose clocks are not to be relied on. */
  static TransferSettings clockMargin(Duration margin) {
    TransferSettings s = SETTINGS;
    return new TransferSettings(
        s.parallel(),
        s.perHost(),
        s.requests(),
        s.sweep(),
        s.pageSize(),
        s.pageBytes(),
        s.batchSize(),
        s.batchBytes(),
        s.answerBytes(),
        s.recordBytes(),
        s.call(),
        s.longestHold(),
        s.holds(),
        s.shortestPause(),
        s.longestPause(),
        s.settle(),
        margin,
        s.slower());
  }

  private static TransferSettings with(
      int perHost, Duration longestHold, Duration shortestPause, Duration longestPause) {
    return with(
        perHost, SETTINGS.sweep(), SETTINGS.call(), longestHold, shortestPause, longestPause);
  }

  private static TransferSettings with(
      int perHost,
      Duration sweep,
      Duration call,
      Duration longestHold,
      Duration shortestPause,
      Duration longestPause) {
    TransferSettings s = SETTINGS;
    return new TransferSettings(
        s.parallel(),
        perHost,
        s.requests(),
        sweep,
        s.pageSize(),
        s.pageBytes(),
        s.batchSize(),
        s.batchBytes(),
        s.answerBytes(),
        s.recordBytes(),
        call,
        longestHold,
        s.holds(),
        shortestPause,
        longestPause,
        s.settle(),
        s.clockMargin(),
        s.slower());
  }

  private final Vertx vertx = Vertx.vertx();
  private final RecordingHost cloudHost = RecordingHost.start(vertx);
  private final RecordingHost premisesHost = RecordingHost.start(vertx);
  private final List<Running> running = new ArrayList<>();
  final TestDatabase database = TestDatabase.migrated();
  public final TestRealm realm = TestRealm.start(vertx);
  public final FhirStore cloud;
  public final FhirStore premises;

  MoverWorld() {
    this(FhirStore.Kind.FULL);
  }

  MoverWorld(FhirStore.Kind hosts) {
    cloud = new FhirStore(cloudHost, hosts);
    premises = new FhirStore(premisesHost, hosts);
  }

  String premisesUrl() {
    return premisesHost.url().toString();
  }

  private Settings settings() {
    return TestSettings.of(
        realm, database.settings(), database.owner(), cloudHost.url(), premisesHost.url(), 0);
  }

  /** A mover with all it stands on, on an event loop of its own. */
  static final class Running {
    private final Vertx vertx = Vertx.vertx();
    private final Pools pools;
    final ReadTimes times = new ReadTimes(System::nanoTime);
    final Hosts hosts;
    final Journal journal;
    final Moves moves;
    final Handovers handovers;
    final Mover mover;

    private Running(Settings settings, TransferSettings transfers) {
      WebClient web = WebClient.create(vertx);
      pools = Pools.of(vertx, settings.database());
      hosts = new Hosts(vertx, settings, pools.work(), pools.holds());
      Consents consents = new Consents(vertx, settings, pools.work(), web);
      journal = Journal.of(vertx, settings, pools.work(), "test", Clock.systemUTC());
      journal.start();
      moves = new Moves(pools.work(), hosts, journal, Clock.systemUTC());
      handovers = new Handovers(pools.work(), hosts, journal, Clock.systemUTC());
      mover =
          new Mover(
              vertx,
              pools.work(),
              vertx.createHttpClient(),
              times,
              hosts,
              consents,
              journal,
              KeyFile.signing(settings.journal()),
              new Certification(KeyFile.signing(settings.journal()), Clock.systemUTC()),
              moves,
              handovers,
              transfers,
              Clock.systemUTC());
      consents.start().await();
      mover.start().await();
    }

    /**
     * Somebody uses both hosts from now on, so seldom that nobody can tell how long they wait by
     * themselves: moves ask for the least.
     */
    void used() {
      long unused = vertx.setPeriodic(0, 2_000, tick -> use());
      use();
    }

    private void use() {
      for (String host : List.of("cabinet", "nuage-sante")) {
        times.of(host).timed(Future::succeededFuture);
      }
    }

    Pool pool() {
      return pools.work();
    }

    /** What is done in a transaction of somebody else's. */
    <T> T within(Function<SqlConnection, Future<T>> work) {
      return pools.work().withTransaction(work).await();
    }

    /** As the gateway writes down that somebody is let change a record, before it is done. */
    void wrote(String patient) {
      intended(patient, "update", "Observation", "any");
    }

    /** The same, and how it ended. */
    void changed(String patient, String type, String id) {
      UUID entry = intended(patient, "update", type, id);
      journal
          .settle(
              entry,
              new Outcome(
                  200, 2, Duration.ofMillis(5), "completed", type + "/" + id + "/_history/2"))
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }

    /** The same of somebody who is let delete something. */
    void deleted(String patient, String type, String id) {
      intended(patient, "delete", type, id);
    }

    /**
     * The same from its beginning to its end.
     *
     * @param waits whether nobody deletes from a record that is kept whole
     * @param host what the host does
     * @return false if the record is
     */
    boolean deletes(PatientRecord record, boolean waits, String type, String id, Runnable host) {
      Hold hold;
      try {
        hold =
            hosts
                .share(Set.of(record), waits ? Set.of(record) : Set.of())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
      } catch (CompletionException refused) {
        return false;
      }
      UUID entry = intended(record.patient(), "delete", type, id);
      host.run();
      hold.abandon().toCompletionStage().toCompletableFuture().join();
      journal
          .settle(entry, new Outcome(204, 0, Duration.ofMillis(5), "completed"))
          .toCompletionStage()
          .toCompletableFuture()
          .join();
      return true;
    }

    /** The same of somebody who has created something, as the host named it. */
    void created(String patient, String type, String id) {
      Outcome created =
          new Outcome(201, 0, Duration.ZERO, "completed", type + "/" + id + "/_history/1");
      journal
          .settle(intended(patient, "create", type, null), created)
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }

    private UUID intended(String patient, String interaction, String type, @Nullable String id) {
      return journal
          .intend(
              new Entry(
                  "a-write",
                  new Entry.Agent("u-gp", "gp", "practitioner", "demo", null, null),
                  new Entry.Act(interaction, type, id, null, "PUT", null),
                  new Entry.Where(TestRealm.PRACTICE, patient, "nuage-sante", null, null),
                  true,
                  "permitted"))
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }

    /** Ends it in the middle of whatever it does; for hosts and database as if it were killed. */
    void kill() {
      journal.stop().await();
      pools.stop().await();
      vertx.close().await();
    }
  }

  Running start() {
    return start(SETTINGS, settings -> settings);
  }

  Running start(TransferSettings transfers, UnaryOperator<Settings> customize) {
    Running mover = new Running(customize.apply(settings()), transfers);
    running.add(mover);
    return mover;
  }

  void kill(Running mover) {
    running.remove(mover);
    mover.kill();
  }

  /**
   * A patient with a doctor, an encounter and a condition that refer to each other, and results.
   */
  static PatientRecord admit(FhirStore host, String patient) {
    host.put(resource("Organization", "org"));
    host.put(resource("Practitioner", "gp", "Organization/org"));
    host.put(resource("Patient", patient, "Practitioner/gp"));
    String encounter = "Encounter/" + patient + "-e";
    String condition = "Condition/" + patient + "-c";
    host.put(resource("Encounter", patient + "-e", "Patient/" + patient, condition));
    host.put(resource("Condition", patient + "-c", "Patient/" + patient, encounter));
    for (int i = 0; i < 9; i++) {
      host.put(resource("Observation", patient + "-o" + i, "Patient/" + patient, encounter));
    }
    host.put(resource("Binary", patient + "-scan"));
    host.put(
        resource("DocumentReference", patient + "-d", "Patient/" + patient)
            .put("attachment", new JsonObject().put("url", "Binary/" + patient + "-scan")));
    return new PatientRecord(TestRealm.PRACTICE, patient);
  }

  static JsonObject resource(String type, String id, String... targets) {
    JsonObject json = new JsonObject().put("resourceType", type).put("id", id);
    for (int i = 0; i < targets.length; i++) {
      json.put("link" + i, new JsonObject().put("reference", targets[i]));
    }
    return json;
  }

  /** What of a host's content is this patient's alone. */
  static Map<String, JsonObject> recordOf(FhirStore host, String patient) {
    Map<String, JsonObject> content = host.content();
    content
        .keySet()
        .removeIf(key -> !key.contains("/" + patient + "-") && !key.equals("Patient/" + patient));
    return content;
  }

  String placement(String patient) {
    List<Map<String, Object>> rows =
        database.rows("SELECT host FROM hosts.placement WHERE patient = ?", patient);
    return rows.isEmpty() ? "cabinet" : (String) rows.get(0).get("host");
  }

  public List<Map<String, Object>> transfers(String patient) {
    return database.rows(
        "SELECT * FROM hosts.transfer WHERE patient = ? ORDER BY requested_at", patient);
  }

  /** State of the latest transfer, and of no transfer at all when there is none. */
  @Nullable String state(String patient) {
    List<Map<String, Object>> rows = transfers(patient);
    return rows.isEmpty() ? null : (String) rows.get(rows.size() - 1).get("state");
  }

  /** How the erasure was verified, by its certificate; of the latest one. */
  JsonObject verification() {
    String jws =
        (String)
            database
                .rows("SELECT jws FROM hosts.erasure_certificate ORDER BY certified_at DESC")
                .get(0)
                .get("jws");
    byte[] said = Base64.getUrlDecoder().decode(jws.split("\\.", -1)[1]);
    return new JsonObject(Buffer.buffer(said)).getJsonObject("verification");
  }

  public String reason(String patient) {
    List<Map<String, Object>> rows = transfers(patient);
    return String.valueOf(rows.get(rows.size() - 1).get("reason"));
  }

  public void awaitState(String patient, String state) {
    Awaitility.await(patient + " " + state)
        .atMost(Duration.ofMinutes(1))
        .until(() -> state.equals(state(patient)));
  }

  /** The same, and tells the reason of it then: by the next look it may have been tried again. */
  String awaitReason(String patient, String state) {
    return Awaitility.await(patient + " " + state)
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              List<Map<String, Object>> rows = transfers(patient);
              return rows.isEmpty() ? Map.<String, Object>of() : rows.get(rows.size() - 1);
            },
            row -> state.equals(row.get("state")))
        .get("reason")
        .toString();
  }

  /** Moves a record that nobody has told the mover of. */
  void sweptOver(String patient) {
    admit(premises, patient);
    database.execute(
        "INSERT INTO hosts.placement (practice, patient, host)"
            + " VALUES ('cabinet-des-lilas', '"
            + patient
            + "', 'nuage-sante')");
    Awaitility.await(patient + " found by a sweep")
        .atMost(Duration.ofMinutes(1))
        .until(() -> !transfers(patient).isEmpty());
  }

  /** Decides, and waits until the movers can know of it. */
  void decideAndFollow(String patient, String decision) {
    long position = realm.decide(patient, decision);
    Awaitility.await("the ledger followed to " + position)
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                !database
                    .rows(
                        "SELECT position FROM consent.feed WHERE position >= CAST(? AS bigint)",
                        Long.toString(position))
                    .isEmpty());
  }

  /** Waits until the record lives there and nothing is under way. */
  void awaitSettled(String patient, String host) {
    Awaitility.await(patient + " at " + host)
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                host.equals(placement(patient))
                    && transfers(patient).stream().noneMatch(row -> row.get("ended_at") == null));
  }

  /** What the journal tells of the latest transfer, in order, with how each step ended. */
  List<String> journal(String patient) {
    UUID latest = (UUID) transfers(patient).get(transfers(patient).size() - 1).get("id");
    return database
        .rows(
            "SELECT e.reason, e.host, o.ending FROM journal.entry e LEFT JOIN journal.outcome o"
                + " ON o.entry = e.id WHERE e.request_id = ? AND e.patient = ? ORDER BY e.id",
            latest.toString(),
            patient)
        .stream()
        .map(row -> row.get("reason") + " " + row.get("host") + " " + row.get("ending"))
        .toList();
  }

  @Override
  public void close() {
    List.copyOf(running).forEach(this::kill);
    realm.stop();
    vertx.close().await();
  }
}
