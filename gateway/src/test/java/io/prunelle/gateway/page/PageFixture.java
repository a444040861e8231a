// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.Placement;
import io.prunelle.gateway.hosts.transfer.Handovers;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.History;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.takeout.RecordReader;
import io.prunelle.gateway.page.takeout.Takeouts;
import io.prunelle.gateway.purpose.Emergency;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.token.Tokens;
import io.prunelle.gateway.unusual.Notice;
import io.prunelle.gateway.unusual.Notices;
import io.prunelle.gateway.verification.Proofs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The whole page on a port of its own, with a stand-in realm and a journal in memory. */
final class PageFixture implements AutoCloseable {

  final Vertx vertx = Vertx.vertx();
  final StandInRealm realm = new StandInRealm(vertx);
  final List<Line> journal = new ArrayList<>();
  final Map<String, List<Emergency>> emergencies = new HashMap<>();
  final Map<String, Set<String>> placed = new HashMap<>();
  final Map<String, List<Notice>> unusual = new HashMap<>();
  boolean journalDown;

  boolean countingFails;

  /** What was to bind: patient, hosting, position; of what the ledger said no position, nothing. */
  final List<String> bound = new CopyOnWriteArrayList<>();

  /** What becomes of that: it was followed so far, or noted. */
  Future<Void> binding = Future.succeededFuture();

  /** What becomes of it where there is no position, so that nothing can be noted. */
  Future<Void> following = Future.succeededFuture();

  /** What reading the journal to the end waits for. */
  volatile Future<Void> reading = Future.succeededFuture();

  /** How often that was begun. */
  final AtomicInteger readings = new AtomicInteger();

  /** Whether patients see the journal of the database. */
  private final boolean real;

  /** Practices that have no records any more. */
  final Set<String> departed = new HashSet<>();

  /** What patients read of their records; nothing to begin with. */
  RecordReader.Reading records =
      (practice, path, query) ->
          Future.failedFuture(new Refusal.NotFound("record-unknown").refused());

  private final HttpServer server;
  private final Settings settings;
  private final List<Tokens> tokens = new ArrayList<>();
  private final Pools pools;
  private final Journal written;
  private final Proofs proofs;
  final Moves moves;
  final ChangesOfDoctor changes;
  private Consumer<HttpServerRequest> handler = request -> {};
  private Router router;

  /** How downloads ended. */
  final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

  /** With the sessions of a database that tests share. */
  PageFixture(String scheme) {
    this(scheme, SharedDatabase.DATABASE, "");
  }

  /**
   * Starts everything.
   *
   * @param scheme of the public address: what https changes can be seen without a certificate
   * @param pageSettings further settings of the page
   */
  PageFixture(String scheme, TestDatabase database, String pageSettings) {
    this(scheme, database, pageSettings, false);
  }

  /** With the sessions of a database that tests share, and further settings of the page. */
  static PageFixture with(String pageSettings) {
    return new PageFixture("http", SharedDatabase.DATABASE, pageSettings);
  }

  /** Patients see the journal of the database, which is written from now on. */
  static PageFixture withJournal(TestDatabase database) {
    return withJournal(database, "");
  }

  /** The same, with further settings of the page. */
  static PageFixture withJournal(TestDatabase database, String pageSettings) {
    PageFixture page = new PageFixture("http", database, pageSettings, true);
    page.written();
    return page;
  }

  /** The same, with a cloud host whose last surveillance audit was then. */
  static PageFixture audited(TestDatabase database, LocalDate audited) {
    return certified(database, yearsOn(), audited);
  }

  /** The same, with the last day of its certificate. */
  static PageFixture certified(TestDatabase database, LocalDate expires, LocalDate audited) {
    PageFixture page =
        new PageFixture(
            "http", database, "", true, expires + ", last-surveillance-audit: " + audited);
    page.written();
    return page;
  }

  /** Until when the certificate of the cloud host holds, unless it is said otherwise. */
  private static LocalDate yearsOn() {
    return LocalDate.now(ZoneOffset.UTC).plusYears(2);
  }

  private PageFixture(String scheme, TestDatabase database, String pageSettings, boolean real) {
    this(scheme, database, pageSettings, real, yearsOn().toString());
  }

  private PageFixture(
      String scheme, TestDatabase database, String pageSettings, boolean real, String certificate) {
    this.real = real;
    realm.hosting = LedgerSamples.json();
    String issuer = get(realm.start());
    server = listen(request -> handler.accept(request));
    settings = settings(scheme, issuer, database, pageSettings, certificate);
    pools = Pools.of(vertx, settings.database());
    written = Journal.of(vertx, settings, pools.work(), "test", Clock.systemUTC());
    proofs = Proofs.of(vertx, settings, written.key().verifying());
    moves =
        new Moves(
            pools.work(),
            new Hosts(vertx, settings, pools.work(), pools.holds()),
            written,
            Clock.systemUTC());
    changes =
        new ChangesOfDoctor(
            pools.work(),
            written,
            new Handovers(
                pools.work(),
                new Hosts(vertx, settings, pools.work(), pools.holds()),
                written,
                Clock.systemUTC()),
            Clock.systemUTC());
    handler = instance(settings);
  }

  TestBrowser browser() {
    return new TestBrowser("http://127.0.0.1:" + server.actualPort());
  }

  /**
   * Another instance of the same gateway.
   *
   * @return where it listens
   */
  String anotherInstance() {
    return "http://127.0.0.1:" + listen(instance(settings)).actualPort();
  }

  /** Another one, whose client has another secret now. */
  String anotherInstance(Settings.Page client) {
    Settings s = settings;
    return "http://127.0.0.1:" + listen(instance(TestSettings.with(s, client))).actualPort();
  }

  /** Another one, which has not got the keys that access tokens are verified with. */
  String anotherInstanceWithoutKeys() {
    return "http://127.0.0.1:" + listen(instance(settings, verifier(settings))).actualPort();
  }

  private HttpServer listen(Consumer<HttpServerRequest> requests) {
    HttpServerOptions options =
        new HttpServerOptions().setMaxFormAttributeSize(ConsentPage.LARGEST_FORM);
    return get(
        vertx.createHttpServer(options).requestHandler(requests::accept).listen(0, "127.0.0.1"));
  }

  private Consumer<HttpServerRequest> instance(Settings own) {
    Tokens verifier = verifier(own);
    get(verifier.start());
    return instance(own, verifier);
  }

  private Tokens verifier(Settings own) {
    Tokens verifier = new Tokens(vertx, own, WebClient.create(vertx));
    tokens.add(verifier);
    return verifier;
  }

  private Consumer<HttpServerRequest> instance(Settings own, Tokens verifier) {
    WebClient http =
        WebClient.create(vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(16));
    router =
        new ConsentPage(
                vertx,
                own,
                http,
                pools.work(),
                verifier,
                new Bound(),
                new Placements(
                    Set.of("cabinet-des-lilas", "cabinet-de-la-gare")::contains, this::placement),
                written,
                proofs::of,
                real
                    ? new AccessReading(written, new History(pools.work()))
                    : new AccessReading(this::others),
                real
                    ? new AccessSearches(AccessSearches.Source.of(new History(pools.work())))
                    : new AccessSearches(new Searched()),
                (ledger, notes, replies) ->
                    new Emergencies(
                        this::unread, this::placed, this::acknowledge, ledger, notes, replies),
                (notes, replies) ->
                    new UnusualAccesses(this::told, this::among, this::seen, notes, replies),
                new Takeouts(vertx, pools.work(), own.page()),
                (request, reader, ward) ->
                    (practice, path, query) -> records.get(practice, path, query),
                real ? AccessDownload.Source.of(written) : new Source(),
                moves,
                changes)
            .router();
    return router::handle;
  }

  /** Of the instance that was started last. */
  Router router() {
    return router;
  }

  /** In the database, once it is written. */
  Journal journal() {
    return written;
  }

  Settings settings() {
    return settings;
  }

  Pool pool() {
    return pools.work();
  }

  /**
   * The journal in the database, writing from now on; what patients see is another one, in memory.
   */
  Journal written() {
    get(written.start());
    return written;
  }

  /** A browser signed in as a patient. */
  TestBrowser signedIn(String subject, String patient) {
    TestBrowser browser = browser();
    signIn(browser, "/my", subject, patient);
    return browser;
  }

  /**
   * Signs in where an answer leads, comes back; the last answer.
   *
   * @param asked leads to the realm
   */
  HttpResponse<String> signIn(
      TestBrowser browser, HttpResponse<String> asked, String subject, String patient) {
    Map<String, String> query = TestBrowser.query(TestBrowser.location(asked));
    String code = realm.login(subject, patient, query);
    return browser.get("/my/callback?state=" + query.get("state") + "&code=" + code);
  }

  /** Goes to a page, signs in where that leads, comes back; the last answer. */
  HttpResponse<String> signIn(TestBrowser browser, String page, String subject, String patient) {
    Map<String, String> asked = TestBrowser.query(TestBrowser.location(browser.get(page)));
    String code = realm.login(subject, patient, asked);
    return browser.get("/my/callback?state=" + asked.get("state") + "&code=" + code);
  }

  /** Adds a line to the journal; the newest last. */
  void access(String patient, String name, String interaction, String type, boolean permitted) {
    access(patient, name, interaction, type, permitted, null);
  }

  void access(
      String patient,
      String name,
      String interaction,
      String type,
      boolean permitted,
      Entry.@Nullable Purpose purpose) {
    journal.add(
        new Line(
            UUID.randomUUID(),
            Instant.now(),
            new Entry(
                UUID.randomUUID().toString(),
                new Entry.Agent("u-" + name, name, "practitioner", "demo-app", null, null),
                new Entry.Act(interaction, type, null, null, "GET", null),
                new Entry.Where("cabinet-des-lilas", patient, "nuage-sante", null, null),
                permitted,
                permitted ? "test" : "other-patient",
                purpose,
                null),
            null));
  }

  /** Adds a line of an archive that a patient makes of their own. */
  void copied(String patient, String subject) {
    journal.add(
        new Line(
            UUID.randomUUID(),
            Instant.now(),
            new Entry(
                UUID.randomUUID().toString(),
                new Entry.Agent(subject, subject, "patient", "page", null, null),
                new Entry.Act("operation", "Patient", patient, null, "GET", "/my/data"),
                new Entry.Where("cabinet-des-lilas", patient, "nuage-sante", null, null),
                true,
                "test"),
            null));
  }

  @Override
  public void close() {
    tokens.forEach(verifier -> get(verifier.stop()));
    get(written.stop());
    get(proofs.stop());
    get(pools.stop());
    get(vertx.close());
  }

  private Future<Placement> placement(io.prunelle.gateway.hosts.PatientRecord record) {
    if (departed.contains(record.practice())) {
      return Future.failedFuture(new Refusal.Departed("record-departed").refused());
    }
    return Future.succeededFuture(
        new Placement(record, settings.practices().get(0).onPremise(), null));
  }

  private Future<List<Emergency>> unread(String patient, Set<String> practices) {
    return Future.succeededFuture(
        emergencies.getOrDefault(patient, List.of()).stream()
            .filter(one -> practices.contains(one.practice()))
            .toList());
  }

  private Future<Set<String>> placed(String patient) {
    return Future.succeededFuture(placed.getOrDefault(patient, Set.of()));
  }

  private Future<Void> acknowledge(String patient, List<UUID> read) {
    emergencies.getOrDefault(patient, new ArrayList<>()).removeIf(one -> read.contains(one.id()));
    return Future.succeededFuture();
  }

  private Future<Notices.Told> told(String patient) {
    List<Notice> all = unusual.getOrDefault(patient, List.of());
    List<Notice> unseen = List.copyOf(all.subList(0, Math.min(Notices.MOST, all.size())));
    return Future.succeededFuture(
        new Notices.Told(unseen, all.size() > Notices.MOST, List.of(), 12));
  }

  private Future<Notices.Marks> among(String patient, List<UUID> entries) {
    return Future.succeededFuture(
        new Notices.Marks(
            unusual.getOrDefault(patient, List.of()).stream()
                .filter(notice -> entries.contains(notice.entry()))
                .collect(Collectors.toMap(Notice::entry, Notice::rules)),
            12));
  }

  private Future<Void> seen(String patient, List<UUID> entries) {
    unusual.getOrDefault(patient, new ArrayList<>()).removeIf(n -> entries.contains(n.entry()));
    return Future.succeededFuture();
  }

  private final class Bound implements Binding {
    @Override
    public Future<Void> binds(String patient, String hosting, long position) {
      bound.add(patient + " " + hosting + " " + position);
      return binding;
    }

    @Override
    public Future<Void> reach() {
      bound.add("");
      return following;
    }
  }

  private final class Source implements AccessDownload.Source {
    @Override
    public Future<UUID> begin(Entry reading) {
      readings.incrementAndGet();
      return PageFixture.this.reading.compose(on -> read(reading, null, 1)).map(UUID.randomUUID());
    }

    @Override
    public Future<List<Line>> next(
        UUID reading, Selection selection, @Nullable UUID before, int limit) {
      String patient = String.valueOf(selection.patient());
      List<Line> all = new ArrayList<>();
      for (int i = journal.size() - 1; i >= 0; i--) {
        if (patient.equals(journal.get(i).entry().where().patient())) {
          all.add(journal.get(i));
        }
      }
      int from = 0;
      while (before != null && !all.get(from++).id().equals(before)) {
        // on to the one already seen
      }
      return Future.succeededFuture(
          List.copyOf(all.subList(from, Math.min(all.size(), from + limit))));
    }

    @Override
    public Future<Void> end(UUID reading, Outcome outcome) {
      outcomes.add(outcome);
      return Future.succeededFuture();
    }
  }

  /** Without looking for anything in particular: tests of that have a real journal. */
  private final class Searched implements AccessSearches.Source {
    @Override
    public Future<History.Found> search(
        UUID reading, Selection selection, @Nullable UUID before, int limit) {
      return Future.succeededFuture(
          new History.Found(lines(selection.patient(), before, limit), null));
    }

    @Override
    public Future<History.Found> further(
        UUID reading, Selection selection, UUID before, @Nullable UUID end, int limit) {
      return search(reading, selection, before, limit);
    }

    @Override
    public Future<List<History.Person>> people(UUID reading, String patient) {
      return Future.succeededFuture(List.of());
    }

    @Override
    public Future<List<History.Count>> counts(
        UUID reading, String patient, String reader, List<Instant> times) {
      return countingFails
          ? Future.failedFuture(
              new Refusal.NotReady("journal-down", Duration.ofSeconds(5)).refused())
          : Future.succeededFuture(List.of());
    }
  }

  // What the journal's own statement does: the patient's lines, newest first, before the given one
  private Future<List<Line>> read(Entry reading, @Nullable UUID before, int limit) {
    if (journalDown) {
      return Future.failedFuture(
          new Refusal.NotReady("journal-down", Duration.ofSeconds(5)).refused());
    }
    journal.add(new Line(UUID.randomUUID(), Instant.now(), reading, null));
    return Future.succeededFuture(lines(reading.where().patient(), before, limit));
  }

  // What its statement does: the newest that others made, and not the gateway by itself
  private Future<List<Line>> others(Entry reading, int limit) {
    return read(reading, null, Integer.MAX_VALUE)
        .map(
            all ->
                all.stream()
                    .filter(
                        line ->
                            !Objects.equals(
                                line.entry().agent().subject(), reading.agent().subject()))
                    .filter(line -> !"system".equals(line.entry().agent().role()))
                    .limit(limit)
                    .toList());
  }

  private List<Line> lines(@Nullable String patient, @Nullable UUID before, int limit) {
    List<Line> found = new ArrayList<>();
    boolean reached = before == null;
    for (int i = journal.size() - 1; i >= 0 && found.size() < limit; i--) {
      Line line = journal.get(i);
      boolean theirs = patient != null && patient.equals(line.entry().where().patient());
      if (reached && theirs) {
        found.add(line);
      }
      reached |= line.id().equals(before);
    }
    return found;
  }

  private Settings settings(
      String scheme,
      String issuer,
      TestDatabase database,
      String pageSettings,
      String certificate) {
    try {
      Path file = Files.createTempFile("gateway", ".yaml");
      Files.writeString(
          file,
          """
          gateway:
            public-url: %s://127.0.0.1:%d
            listen: { host: 127.0.0.1, port: 0 }
            management: { host: 127.0.0.1, port: 0 }
            database: { host: 127.0.0.1, port: %d, name: %s, user: %s, password: %s }
            token: { issuer: "%s", audience: prunelle-gateway }
            consent: { client-id: prunelle-gateway, client-secret: gateway-secret }
            page: { client-id: prunelle-page, client-secret: page-secret%s }
            journal: { key: "%s" }
            hosts:
              - { id: nuage-sante, kind: cloud, url: "http://127.0.0.1:2/fhir", certificate: { expires: %s } }
              - { id: cabinet, kind: on-premise, url: "http://127.0.0.1:3/fhir" }
              - { id: gare, kind: on-premise, url: "http://127.0.0.1:4/fhir" }
            practices:
              - { id: cabinet-des-lilas, on-premise: cabinet, cloud: nuage-sante }
              - { id: cabinet-de-la-gare, on-premise: gare }
          """
              .formatted(
                  scheme,
                  server.actualPort(),
                  database.settings().port(),
                  database.settings().name(),
                  database.gateway().id(),
                  database.gateway().secret(),
                  issuer,
                  pageSettings,
                  TestKeys.journal().key(),
                  certificate));
      Settings read = Settings.load(file);
      Files.delete(file);
      return read;
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Migrated once: most tests of the page do not look at it. */
  private static final class SharedDatabase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    /** As long as somebody is connected, it is not taken for one that is over. */
    @SuppressWarnings("unused")
    private static final Connection KEPT = connected();

    private static Connection connected() {
      try {
        return DATABASE.connect(DATABASE.owner());
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }
}
