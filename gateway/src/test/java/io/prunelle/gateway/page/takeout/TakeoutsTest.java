// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import static io.prunelle.gateway.page.takeout.TakeoutFixture.ANNE;
import static io.prunelle.gateway.page.takeout.TakeoutFixture.BRUNO;
import static io.prunelle.gateway.page.takeout.TakeoutFixture.LIMITS;
import static io.prunelle.gateway.page.takeout.TakeoutFixture.ask;
import static io.prunelle.gateway.page.takeout.TakeoutFixture.get;
import static io.prunelle.gateway.page.takeout.TakeoutFixture.nothing;
import static io.prunelle.gateway.page.takeout.TakeoutFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.Settings.Takeout;
import io.prunelle.gateway.page.ledger.Bearer;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.takeout.Archive.Failure;
import io.prunelle.gateway.page.takeout.Archive.State;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.WebClient;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives from being asked for to being gone, against a real database. */
final class TakeoutsTest {

  private TakeoutFixture fixture = new TakeoutFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void restart(Takeout limits) {
    fixture.close();
    fixture = new TakeoutFixture(limits);
  }

  @Test
  void everythingThatWasReadIsInTheArchiveFilesAndAll() throws Exception {
    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) ->
                    switch (path + "?" + query) {
                      case "/Patient/p1/$everything?_count=100" ->
                          page("_page=2", patient(), observation(1));
                      case "?_page=2" -> page(null, observation(2), document("b1"));
                      case "/Binary/b1?null" ->
                          Future.succeededFuture(
                              Buffer.buffer(
                                  "{\"resourceType\":\"Binary\",\"id\":\"b1\",\"contentType\":\"text/plain\",\"data\":\"SGVsbG8=\"}"));
                      default -> nothing();
                    },
                "cabinet-des-lilas"));

    assertThat(archive.state()).isEqualTo(State.READY);
    assertThat(archive.resources()).isEqualTo(5);
    HttpResponse<byte[]> zip = fixture.download(archive.id());
    Map<String, byte[]> files = PackingTest.unzip(zip.body());

    assertThat(files.keySet())
        .containsExactlyInAnyOrder(
            "record/cabinet-des-lilas/Binary.ndjson",
            "record/cabinet-des-lilas/DocumentReference.ndjson",
            "record/cabinet-des-lilas/Observation.ndjson",
            "record/cabinet-des-lilas/Patient.ndjson",
            "record/cabinet-des-lilas/attachments/00001-Binary-b1.txt",
            "accesses.json",
            "index.html",
            "manifest.json");
    assertThat(text(files, "record/cabinet-des-lilas/Observation.ndjson"))
        .isEqualTo(observation(1) + "\n" + observation(2) + "\n");
    assertThat(text(files, "record/cabinet-des-lilas/attachments/00001-Binary-b1.txt"))
        .isEqualTo("Hello");
    assertThat(text(files, "index.html")).contains("WHOLE", "Observation=2");
    assertThat(zip.headers().firstValue("Content-Length")).hasValue("" + archive.bytes());
    assertThat(zip.headers().firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment; filename=\"prunelle-");
  }

  @Test
  void earlierVersionsOfARecordThatHasMovedHaveAFolderOfTheirOwn() throws Exception {
    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) ->
                    switch (path) {
                      case "/Patient/p1/$everything" ->
                          page(null, patient(), document("i"), document("v"), document("b"));
                      case "/Binary/i" -> lines("i", "application/x-ndjson");
                      case "/Binary/v" -> lines("v", "application/fhir+ndjson");
                      default -> lines("b", "text/plain");
                    },
                "x"));

    Map<String, byte[]> files = PackingTest.unzip(fixture.download(archive.id()).body());

    assertThat(files.keySet())
        .contains(
            "record/x/attachments/00001-Binary-b.txt",
            "record/x/earlier-versions/00001-Binary-i.index.ndjson.txt",
            "record/x/earlier-versions/00002-Binary-v.ndjson.txt");
    assertThat(text(files, "record/x/earlier-versions/00002-Binary-v.ndjson.txt"))
        .isEqualTo("Hello");
    assertThat(text(files, "index.html")).contains("attachments=1, earlier=2");
  }

  @Test
  void whatWasChangedWhereTheRecordIsNowIsThereAsItWasBefore() throws Exception {
    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) ->
                    switch (path) {
                      case "/Patient/p1/$everything" ->
                          page(null, patient(), version("o1", 3), version("o2", 1));
                      case "/Observation/o1/_history" ->
                          page("https://g/fhir/x?older=1", version("o1", 3), version("o1", 2));
                      case "" -> page(null, version("o1", 1));
                      default ->
                          Future.failedFuture(
                              new Refusal.HostRefused(404, "host-refused").refused());
                    },
                "x"));

    Map<String, byte[]> files = PackingTest.unzip(fixture.download(archive.id()).body());
    assertThat(text(files, "record/x/Observation.ndjson").lines())
        .containsExactly(version("o1", 3), version("o2", 1));
    assertThat(text(files, "record/x/earlier-versions/Observation.ndjson").lines())
        .containsExactly(version("o1", 2), version("o1", 1));
    assertThat(text(files, "index.html")).contains("ending=WHOLE").contains("earlier=1");
  }

  static Stream<Refusal> notOffered() {
    return Stream.of(
        new Refusal.HostRefused(400, "host-refused"),
        new Refusal.BadUpstream(502, "host-answered-405"),
        new Refusal.BadUpstream(502, "host-answered-501"),
        // By the gateway itself
        new Refusal.BadExchange(501, "interaction-not-offered", "Not offered."),
        new Refusal.NotSupported("interaction-not-supported", "Not supported."));
  }

  @ParameterizedTest
  @MethodSource("notOffered")
  void whoTellsOfNoVersionsIsNotAskedForEachAndTheRecordIsWhole(Refusal refusal) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) -> {
                  if (path.endsWith("/_history")) {
                    asked.incrementAndGet();
                    return refused(refusal);
                  }
                  return path.contains("$everything")
                      ? page(null, patient(), version("o1", 3), version("o2", 2))
                      : Future.failedFuture(new Refusal.HostRefused(404, "host-refused").refused());
                },
                "x"));

    Map<String, byte[]> files = PackingTest.unzip(fixture.download(archive.id()).body());
    assertThat(asked).hasValue(1);
    assertThat(text(files, "index.html")).contains("ending=WHOLE").contains("earlier=0");
    assertThat(isTaken()).isTrue();
  }

  /** As of a document with a scan in it that was edited often. */
  @Test
  void versionsThatAreTooLongEvenOneByOneKeepNobodysOthersOutAndAreMissing() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                switch (path) {
                  case "/Patient/p1/$everything" ->
                      page(null, patient(), version("o1", 3), version("o2", 2));
                  case "/Observation/o1/_history" -> {
                    asked.add(query);
                    yield refused(new Refusal.TooCostly("answer-too-long", 1));
                  }
                  case "/Observation/o2/_history" -> page(null, version("o2", 1));
                  default -> page(null);
                },
            "x"));

    Map<String, byte[]> files = unpacked();
    assertThat(text(files, "record/x/earlier-versions/Observation.ndjson").lines())
        .containsExactly(version("o2", 1));
    assertThat(text(files, "index.html")).contains("ending=WHOLE", "missing=1");
    assertThat(isTaken()).isFalse();
    assertThat(asked).containsExactly("_count=100", "_count=10", "_count=1");
  }

  @Test
  void versionsThatAreTooLongTogetherAreAskedForAFewAtATime() throws Exception {
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                switch (path + "?" + query) {
                  case "/Patient/p1/$everything?_count=100" ->
                      page(null, patient(), version("o1", 3));
                  case "/Observation/o1/_history?_count=100",
                      "/Observation/o1/_history?_count=10" ->
                      refused(new Refusal.TooCostly("answer-too-long", 1));
                  case "/Observation/o1/_history?_count=1" -> page("_page=2", version("o1", 3));
                  case "?_page=2" -> page("_page=3", version("o1", 2));
                  case "?_page=3" -> page(null, version("o1", 1));
                  default -> page(null);
                },
            "x"));

    Map<String, byte[]> files = unpacked();
    assertThat(text(files, "record/x/earlier-versions/Observation.ndjson").lines())
        .containsExactly(version("o1", 2), version("o1", 1));
    assertThat(isTaken()).isTrue();
  }

  /**
   * Whose the versions of a Binary are that only documents point at is told of none: were they
   * missing, nobody could leave with such a document.
   */
  @Test
  void versionsThatCanBeNobodysToReadAreNotMissingAndOthersAreAskedFor() throws Exception {
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                switch (path) {
                  case "/Patient/p1/$everything" ->
                      page(null, patient(), version("o1", 3), version("o2", 2));
                  case "/Observation/o1/_history" -> refused(new Refusal.NotFound("owner-unknown"));
                  case "/Observation/o2/_history" -> page(null, version("o2", 1));
                  default -> page(null);
                },
            "x"));

    Map<String, byte[]> files = unpacked();
    assertThat(text(files, "record/x/earlier-versions/Observation.ndjson").lines())
        .containsExactly(version("o2", 1));
    assertThat(isTaken()).isTrue();
  }

  /** As a patient's of many years, at a host that gives little at a time. */
  @Test
  void aRecordOfThousandsOfPagesIsTakenWhole() throws Exception {
    int many = 2_500;
    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) -> {
                  String at = path.isEmpty() ? String.valueOf(query) : path;
                  int number = path.isEmpty() ? Integer.parseInt(at.replaceAll(".*=", "")) : 1;
                  if (at.endsWith("/$everything")) {
                    return page(null, patient(), version("o1", many + 1));
                  } else if (at.equals("/Task") || at.startsWith("_task=")) {
                    return page(
                        number < many ? "_task=" + (number + 1) : null,
                        "{\"resourceType\":\"Task\",\"id\":\"t%d\"}".formatted(number));
                  } else if (at.equals("/Observation/o1/_history") || at.startsWith("_version=")) {
                    return page(
                        number < many ? "_version=" + (number + 1) : null, version("o1", number));
                  }
                  return page(null);
                },
                "x"));

    assertThat(archive.state()).isEqualTo(State.READY);
    Map<String, byte[]> files = PackingTest.unzip(fixture.download(archive.id()).body());
    assertThat(text(files, "record/x/Task.ndjson").lines()).hasSize(many);
    assertThat(text(files, "record/x/earlier-versions/Observation.ndjson").lines()).hasSize(many);
  }

  private static String version(String id, int number) {
    return "{\"resourceType\":\"Observation\",\"id\":\"%s\",\"meta\":{\"versionId\":\"%d\"}}"
        .formatted(id, number);
  }

  private static Future<Buffer> lines(String id, String contentType) {
    return Future.succeededFuture(
        Buffer.buffer(
            "{\"resourceType\":\"Binary\",\"id\":\"%s\",\"contentType\":\"%s\",\"data\":\"SGVsbG8=\"}"
                .formatted(id, contentType)));
  }

  @Test
  void nobodyElseSeesDownloadsOrDeletesIt() throws Exception {
    Archive archive = fixture.prepared(ask(ANNE, small(), "cabinet-des-lilas"));

    for (Owner other :
        List.of(BRUNO, Owner.of("anne", "p2"), Owner.of("bruno", "p1"), Owner.of("annep1", ""))) {
      assertThat(get(fixture.takeouts.find(archive.id(), other))).isEmpty();
      assertThat(get(fixture.takeouts.latest(other))).isEmpty();
      assertThat(get(fixture.takeouts.download(archive.id(), other))).isEmpty();
      get(fixture.takeouts.delete(archive.id(), other));
    }

    assertThat(fixture.download(archive.id()).statusCode()).isEqualTo(200);
  }

  @Test
  void anInterruptedDownloadGoesOnWhereItWasOnWhicheverInstance() throws Exception {
    Archive archive = fixture.prepared(ask(ANNE, large(3), "cabinet-des-lilas"));
    HttpResponse<byte[]> whole = fixture.download(archive.id());
    String etag = whole.headers().firstValue("ETag").orElseThrow();
    int length = whole.body().length;
    assertThat(length).isGreaterThan(5 * Pieces.SIZE);

    for (int cut : new int[] {1, Pieces.SIZE - 1, Pieces.SIZE, Pieces.SIZE + 1, length - 1}) {
      HttpResponse<byte[]> rest =
          fixture.download(archive.id(), "Range", "bytes=" + cut + "-", "If-Range", etag);
      assertThat(rest.statusCode()).isEqualTo(206);
      assertThat(rest.headers().firstValue("Content-Range"))
          .hasValue("bytes " + cut + "-" + (length - 1) + "/" + length);
      assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(whole.body(), cut, length));
    }
    assertThat(fixture.download(archive.id(), "Range", "bytes=300000-300009").body())
        .isEqualTo(Arrays.copyOfRange(whole.body(), 300_000, 300_010));
    assertThat(
            fixture
                .download(archive.id(), "Range", "bytes=5-", "If-Range", "\"another\"")
                .statusCode())
        .isEqualTo(200);
    HttpResponse<byte[]> beyond = fixture.download(archive.id(), "Range", "bytes=" + length + "-");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(beyond.headers().firstValue("Content-Range")).hasValue("bytes */" + length);

    // Another instance has the secret; one with another secret opens nothing
    assertThat(get(fixture.instance("secret").download(archive.id(), ANNE))).isPresent();
    assertThat(get(fixture.instance("another").download(archive.id(), ANNE))).isEmpty();
  }

  @Test
  void nothingOfItCanBeReadOrChangedInTheDatabase() throws Exception {
    Archive archive = fixture.prepared(ask(ANNE, large(2), "cabinet-des-lilas"));
    String id = archive.id().toString();
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    fixture
        .database
        .rows("SELECT sealed FROM takeout.piece ORDER BY number")
        .forEach(row -> stored.writeBytes((byte[]) row.get("sealed")));
    assertThat(stored.toString(StandardCharsets.ISO_8859_1))
        .doesNotContain("Observation", "ndjson", "PK\u0003\u0004");

    // Swapped
    fixture.database.execute(
        "UPDATE takeout.piece a SET sealed = b.sealed FROM takeout.piece b"
            + " WHERE a.archive = b.archive AND a.number + b.number = 1 AND a.archive = ?::uuid",
        id);
    assertThatThrownBy(() -> fixture.download(archive.id()));

    // Back again: it was the swap
    fixture.database.execute(
        "UPDATE takeout.piece a SET sealed = b.sealed FROM takeout.piece b"
            + " WHERE a.archive = b.archive AND a.number + b.number = 1 AND a.archive = ?::uuid",
        id);
    assertThat(fixture.download(archive.id()).statusCode()).isEqualTo(200);

    // A bit of one
    fixture.database.execute(
        "UPDATE takeout.piece SET sealed = set_byte(sealed, 1000, (get_byte(sealed, 1000) + 1) % 256)"
            + " WHERE number = 1 AND archive = ?::uuid",
        id);
    assertThatThrownBy(() -> fixture.download(archive.id()));
    assertThat(fixture.download(archive.id(), "Range", "bytes=0-9").body()).hasSize(10);
  }

  @Test
  void aPieceOfAnothersArchiveDoesNotOpenInMine() {
    Archive mine = fixture.prepared(ask(ANNE, small(), "cabinet-des-lilas"));
    Archive theirs = fixture.prepared(ask(BRUNO, small(), "cabinet-des-lilas"));

    fixture.database.execute(
        "UPDATE takeout.piece a SET sealed = b.sealed FROM takeout.piece b"
            + " WHERE a.number = b.number AND a.archive = ?::uuid AND b.archive = ?::uuid",
        mine.id().toString(),
        theirs.id().toString());
    assertThatThrownBy(() -> fixture.download(mine.id()));

    fixture.database.execute(
        "UPDATE takeout.archive a SET summary = b.summary FROM takeout.archive b"
            + " WHERE a.id = ?::uuid AND b.id = ?::uuid",
        mine.id().toString(),
        theirs.id().toString());
    assertThat(get(fixture.takeouts.download(mine.id(), ANNE))).isEmpty();
  }

  @Test
  void aHostThatNeverEndsItsPagesIsCutAndKeepsNobodyFromTheRest() throws Exception {
    restart(new Takeout(LIMITS.kept(), LIMITS.longest(), 2, 50, 3L << 20, 1L << 30));
    AtomicInteger pages = new AtomicInteger();

    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) ->
                    practice.equals("endless")
                        ? page("_page=" + pages.incrementAndGet(), zeros())
                        : page(null, patient()),
                "endless",
                "cabinet-des-lilas"));

    assertThat(archive.state()).isEqualTo(State.READY);
    assertThat(pages).hasValueBetween(5, 50);
    Map<String, byte[]> files = PackingTest.unzip(fixture.download(archive.id()).body());
    assertThat(text(files, "index.html")).contains("practice=endless, ending=CUT");
    assertThat(files).containsKey("record/cabinet-des-lilas/Patient.ndjson");
  }

  @Test
  void aHostThatIsTooSlowIsCutAsWell() {
    restart(new Takeout(LIMITS.kept(), Duration.ofMillis(300), 2, 50, 3L << 20, 1L << 30));

    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) ->
                    fixture.vertx.timer(20).compose(waited -> page("_page=x", patient())),
                "slow"));

    assertThat(archive.state()).isEqualTo(State.READY);
  }

  @Test
  void whyARecordIsNotThereIsSaid() throws Exception {
    Map<String, Future<Buffer>> answers =
        Map.of(
            "a", nothing(),
            "b",
                refused(
                    new Refusal.RecordUnavailable("consent-not-in-force", Duration.ofSeconds(1))),
            "c", refused(new Refusal.Forbidden("not-of-practice")),
            "d", Future.succeededFuture(Buffer.buffer("<html>")),
            "e", Future.failedFuture(new IllegalStateException("a defect")),
            "f", refused(new Refusal.Departed("record-departed")),
            "g",
                refused(new Refusal.RecordUnavailable("certificate-lapsed", Duration.ofSeconds(1))),
            "h", refused(new Refusal.RecordUnavailable("audit-overdue", Duration.ofSeconds(1))));

    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) -> answers.get(practice),
                "a",
                "b",
                "c",
                "d",
                "e",
                "f",
                "g",
                "h"));

    String index = text(PackingTest.unzip(fixture.download(archive.id()).body()), "index.html");
    assertThat(index)
        .contains(
            "practice=a, ending=NONE",
            "practice=b, ending=NOT_PERMITTED",
            "practice=c, ending=UNREADABLE",
            "practice=d, ending=UNREADABLE",
            "practice=e, ending=UNREADABLE",
            "practice=f, ending=DEPARTED",
            "practice=g, ending=CERTIFICATE",
            "practice=h, ending=AUDIT");
  }

  @Test
  void withoutTheJournalThereIsNoArchive() {
    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) ->
                    refused(new Refusal.NotReady("journal-down", Duration.ofSeconds(1))),
                "cabinet-des-lilas"));

    assertThat(archive.failure()).isEqualTo(Failure.JOURNAL);
    assertThat(pieces()).isZero();
  }

  @Test
  void withoutTheDecisionsThereIsNoneAndNoRecordIsRead() {
    AtomicInteger read = new AtomicInteger();
    ConsentLedger nowhere =
        new ConsentLedger(WebClient.create(fixture.vertx), "http://127.0.0.1:9/realms/sante");

    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) -> {
                  read.incrementAndGet();
                  return nothing();
                },
                sink -> nowhere.decisions(new Bearer("token", null)).mapEmpty(),
                "cabinet-des-lilas"));

    assertThat(archive.failure()).isEqualTo(Failure.DECISIONS);
    assertThat(read).hasValue(0);
  }

  @Test
  void oneAtATimeHoweverOftenItIsAskedForAtOnce() {
    Promise<Buffer> held = Promise.promise();
    List<Future<Begun>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(
          fixture.takeouts.ask(ask(ANNE, (p, path, q) -> held.future(), "cabinet-des-lilas")));
    }
    List<Begun> begun = asked.stream().map(TakeoutFixture::get).toList();

    assertThat(begun).containsOnlyOnce(Begun.STARTED);
    assertThat(Collections.frequency(begun, Begun.UNDER_WAY)).isEqualTo(9);
    held.complete(bundle(null, patient()));
    assertThat(fixture.over(ANNE).state()).isEqualTo(State.READY);
  }

  @Test
  void allOfThemTogetherAreBounded() {
    Promise<Buffer> held = Promise.promise();
    for (String who : List.of("a", "b")) {
      assertThat(
              get(
                  fixture.takeouts.ask(
                      ask(Owner.of(who, who), (p, path, q) -> held.future(), "x"))))
          .isEqualTo(Begun.STARTED);
    }

    assertThat(get(fixture.instance("secret").ask(ask(ANNE, small(), "x")))).isEqualTo(Begun.BUSY);

    held.complete(bundle(null, patient()));
    fixture.over(Owner.of("a", "a"));
    fixture.over(Owner.of("b", "b"));
    assertThat(fixture.prepared(ask(ANNE, small(), "x")).state()).isEqualTo(State.READY);
  }

  @Test
  void aPatientHasSoManyADayAndTheDatabaseSoMuchRoom() {
    restart(new Takeout(LIMITS.kept(), LIMITS.longest(), 2, 2, 64L << 20, 64L << 20));
    fixture.prepared(ask(ANNE, small(), "x"));
    // In the place of the first
    Archive second = fixture.prepared(ask(ANNE, small(), "x"));
    assertThat(second.state()).isEqualTo(State.READY);
    assertThat(get(fixture.takeouts.ask(ask(ANNE, small(), "x")))).isEqualTo(Begun.TOO_OFTEN);

    // Hers and the largest that his could be are more than there is room for
    assertThat(get(fixture.takeouts.ask(ask(BRUNO, small(), "x")))).isEqualTo(Begun.FULL);
    get(fixture.takeouts.delete(second.id(), ANNE));

    // It takes up room until it is swept
    assertThat(get(fixture.takeouts.ask(ask(BRUNO, small(), "x")))).isEqualTo(Begun.FULL);
    get(fixture.takeouts.start());
    Awaitility.await()
        .until(() -> get(fixture.takeouts.ask(ask(BRUNO, small(), "x"))) == Begun.STARTED);
    assertThat(fixture.over(BRUNO).state()).isEqualTo(State.READY);
  }

  @Test
  void whatHasManyPiecesIsOverAtOnceAndTheyGoAFewAtATime() throws Exception {
    fixture.database.execute(
        "CREATE FUNCTION takeout.few() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF (SELECT count(*) FROM gone) > 64 THEN RAISE EXCEPTION 'too many'; END IF;"
            + " RETURN NULL; END $$");
    fixture.database.execute(
        "CREATE TRIGGER few AFTER DELETE ON takeout.piece REFERENCING OLD TABLE AS gone"
            + " FOR EACH STATEMENT EXECUTE FUNCTION takeout.few()");

    // One that is replaced, one that is deleted, one that expires, one that is broken off
    Archive replaced = filled(fixture.prepared(ask(ANNE, small(), "x")));
    Archive deleted = filled(fixture.prepared(ask(ANNE, small(), "x")));
    get(fixture.takeouts.delete(deleted.id(), ANNE));
    Archive expired = filled(fixture.prepared(ask(BRUNO, small(), "x")));
    fixture.database.execute("UPDATE takeout.archive SET expires_at = now() - interval '1 second'");
    Promise<Buffer> never = Promise.promise();
    Owner third = Owner.of("c", "c");
    get(fixture.takeouts.ask(ask(third, (p, path, q) -> never.future(), "x")));
    Archive brokenOff = filled(fixture.latest(third));
    fixture.database.execute(
        "UPDATE takeout.archive SET lease_until = now() - interval '1 second'"
            + " WHERE state = 'PREPARING'");
    // One that fails, and one that stays
    Owner fourth = Owner.of("d", "d");
    Takeouts stopping = fixture.instance("secret");
    get(stopping.ask(ask(fourth, (p, path, q) -> never.future(), "x")));
    Archive failed = filled(fixture.latest(fourth));
    get(stopping.stop());
    Archive kept = filled(fixture.prepared(ask(Owner.of("e", "e"), small(), "x")));

    for (Archive over : List.of(replaced, deleted, expired, brokenOff, failed)) {
      assertThat(fixture.download(over.id()).statusCode()).isEqualTo(404);
    }
    get(fixture.takeouts.start());
    Awaitility.await().until(() -> pieces() == 201);
    assertThat(fixture.database.rows("SELECT DISTINCT archive FROM takeout.piece"))
        .extracting(row -> row.get("archive"))
        .containsExactly(kept.id());
    // Then what is over takes up no room
    Awaitility.await()
        .until(
            () ->
                fixture
                    .database
                    .rows("SELECT id FROM takeout.archive WHERE bytes > 0 AND state <> 'READY'")
                    .isEmpty());
  }

  /** With 200 pieces more. */
  private Archive filled(Archive archive) {
    fixture.database.execute(
        "INSERT INTO takeout.piece SELECT id, number, '\\x00'::bytea FROM takeout.archive,"
            + " generate_series(1000, 1199) number WHERE id = ?::uuid",
        archive.id().toString());
    fixture.database.execute(
        "UPDATE takeout.archive SET bytes = bytes + 200 WHERE id = ?::uuid",
        archive.id().toString());
    return archive;
  }

  @Test
  void aPieceThatCannotBeKeptEndsThePreparation() {
    fixture.database.execute(
        "CREATE FUNCTION takeout.none() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " RAISE EXCEPTION 'no room'; END $$");
    fixture.database.execute(
        "CREATE TRIGGER none BEFORE INSERT ON takeout.piece FOR EACH ROW WHEN (NEW.number = 1)"
            + " EXECUTE FUNCTION takeout.none()");

    // More than waits in memory: pieces are kept while pages are read
    Archive archive = fixture.prepared(ask(ANNE, large(6), "x"));

    assertThat(archive.failure()).isEqualTo(Failure.INTERRUPTED);
  }

  @Test
  void aBinaryMayLeadToAnother() throws Exception {
    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) ->
                    switch (path) {
                      case "/Binary/b1" -> binary("b1", "Binary/b2");
                      case "/Binary/b2" -> binary("b2", "Binary/b1");
                      case "/Binary/b3" -> binary("b3", "Binary/b2");
                      default -> page(null, document("b1"), document("b3"));
                    },
                "x"));

    assertThat(archive.state()).isEqualTo(State.READY);
    Map<String, byte[]> files = PackingTest.unzip(fixture.download(archive.id()).body());
    assertThat(text(files, "record/x/Binary.ndjson").lines()).hasSize(3);
    assertThat(text(files, "index.html")).contains("ending=WHOLE");
  }

  @Test
  void whatNamesThePatientOutsideOfTheirCompartmentIsThereAndOnce() throws Exception {
    String task = "{\"resourceType\":\"Task\",\"id\":\"%s\",\"status\":\"requested\"}";
    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) ->
                    switch (path) {
                      case "/Task" ->
                          query.startsWith("patient=Patient/")
                              ? page(
                                  "https://g/fhir/x?more=1",
                                  task.formatted("t1"),
                                  task.formatted("t2"))
                              : Future.failedFuture("not asked for the patient");
                      case "/Device" ->
                          Future.failedFuture(
                              new Refusal.HostRefused(404, "host-refused").refused());
                      case "" -> page(null, task.formatted("t3"));
                      default -> page(null, task.formatted("t1"));
                    },
                "x"));

    Map<String, byte[]> files = PackingTest.unzip(fixture.download(archive.id()).body());
    assertThat(text(files, "record/x/Task.ndjson").lines()).hasSize(3);
    assertThat(text(files, "index.html")).contains("ending=WHOLE");
  }

  @Test
  void whatTellsOfPartsAloneIsThereAndOnce() throws Exception {
    List<String> searched = new CopyOnWriteArrayList<>();
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) -> {
              if (String.valueOf(query).contains("_revinclude")) {
                searched.add(path + "?" + query);
              }
              return switch (path) {
                case "/Patient/p1/$everything" ->
                    page(null, patient(), observation(1), doctor(), telling("Provenance", "a"));
                case "/Observation" ->
                    page(
                        "more=1",
                        observation(1),
                        telling("Provenance", "a"),
                        telling("Provenance", "b"),
                        // Of what was not asked for nobody says whose it is
                        telling("Condition", "x"));
                case "" -> page(null, telling("Provenance", "b"), telling("List", "l"));
                case "/List" -> page(null, telling("List", "l"), telling("Provenance", "c"));
                default -> page(null);
              };
            },
            "x"));

    Map<String, byte[]> files = unpacked();
    assertThat(text(files, "record/x/Provenance.ndjson").lines())
        .containsExactly(
            telling("Provenance", "a"), telling("Provenance", "b"), telling("Provenance", "c"));
    assertThat(text(files, "record/x/List.ndjson").lines()).containsExactly(telling("List", "l"));
    assertThat(text(files, "record/x/Observation.ndjson").lines()).hasSize(1);
    assertThat(files).doesNotContainKey("record/x/Condition.ndjson");
    assertThat(text(files, "index.html")).contains("ending=WHOLE", "notSearched=[]");
    // Of nobody's it would be refused, and stand in the patient's journal as that
    assertThat(searched)
        .containsExactly(
            "/Observation?patient=Patient/p1&_revinclude=List:item&_revinclude=Provenance:target&_count=100",
            "/List?patient=Patient/p1&_revinclude=List:item&_revinclude=Provenance:target&_count=100");
  }

  @Test
  void aHostThatDoesNotLookForAllOfItIsAskedForTheRestAndTheIndexSaysSo() throws Exception {
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                path.equals("/Observation")
                    ? query.contains("List:item")
                        ? Future.failedFuture(
                            new Refusal.HostRefused(400, "host-refused").refused())
                        : page(null, telling("Provenance", "a"))
                    : page(null, patient(), observation(1)),
            "x"));

    Map<String, byte[]> files = unpacked();
    assertThat(files).containsKey("record/x/Provenance.ndjson");
    assertThat(text(files, "index.html"))
        .contains("ending=WHOLE", "missing=0", "notSearched=[List]", "inPassing=false");
    // Nobody could leave a host that never looks for it
    assertThat(isTaken()).isTrue();
  }

  @Test
  void whatIsTooMuchAtATimeIsAskedForInSmallerParts() throws Exception {
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                path.equals("/Observation")
                    ? query.endsWith("_count=100")
                        ? refused(new Refusal.BadExchange(422, "told-by-too-many", "Less."))
                        : page(null, telling("Provenance", "a"))
                    : page(null, patient(), observation(1)),
            "x"));

    Map<String, byte[]> files = unpacked();
    assertThat(files).containsKey("record/x/Provenance.ndjson");
    assertThat(text(files, "index.html")).contains("ending=WHOLE", "notSearched=[]");
  }

  static Stream<Refusal> tooMuch() {
    return Stream.of(
        new Refusal.BadExchange(422, "told-by-too-many", "Less."),
        new Refusal.TooCostly("answer-too-long", 1));
  }

  @ParameterizedTest
  @MethodSource("tooMuch")
  void aFirstPageThatIsTooMuchAtATimeIsAskedForInSmallerParts(Refusal tooMuch) throws Exception {
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                switch (path + "?" + query) {
                  case "/Patient/p1/$everything?_count=100" -> refused(tooMuch);
                  case "/Patient/p1/$everything?_count=10" ->
                      page("_page=2", patient(), observation(1));
                  case "?_page=2" -> page(null, observation(2));
                  default -> page(null);
                },
            "x"));

    Map<String, byte[]> files = unpacked();
    assertThat(text(files, "record/x/Observation.ndjson").lines())
        .containsExactly(observation(1), observation(2));
    assertThat(text(files, "index.html")).contains("ending=WHOLE", "missing=0");
  }

  @ParameterizedTest
  @MethodSource("tooMuch")
  void aFurtherPageThatIsTooMuchCutsTheRecord(Refusal tooMuch) throws Exception {
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                path.isEmpty() ? refused(tooMuch) : page("_page=2", patient(), observation(1)),
            "x"));

    Map<String, byte[]> files = unpacked();
    assertThat(files).containsKey("record/x/Observation.ndjson");
    assertThat(text(files, "index.html")).contains("ending=CUT");
  }

  @Test
  void whatNamesThePatientAndIsTooMuchIsAskedForInSmallerPartsAndElseMissing() throws Exception {
    String task = "{\"resourceType\":\"Task\",\"id\":\"t1\"}";
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                switch (path) {
                  case "/Patient/p1/$everything" -> page(null, patient());
                  case "/Task" ->
                      query.endsWith("_count=1")
                          ? page(null, task)
                          : refused(new Refusal.TooCostly("answer-too-long", 1));
                  case "/Device" -> refused(new Refusal.TooCostly("answer-too-long", 1));
                  default -> page(null);
                },
            "x"));

    Map<String, byte[]> files = unpacked();
    assertThat(text(files, "record/x/Task.ndjson").lines()).containsExactly(task);
    assertThat(text(files, "index.html")).contains("ending=WHOLE", "missing=1");
    assertThat(isTaken()).isFalse();
  }

  @Test
  void whatIsTooMuchInTheSmallestPartsTooIsNotReadableAndNotAskedForForEver() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) -> {
              asked.incrementAndGet();
              return refused(new Refusal.BadExchange(422, "told-by-too-many", "Less."));
            },
            "x"));

    assertThat(asked).hasValue(3);
    assertThat(text(unpacked(), "index.html")).contains("ending=UNREADABLE");
  }

  /** The record is there by then, with what it was before: it can be taken along, and left. */
  @Test
  void whatTellsOfPartsWithoutEndTakesNothingFromTheRecord() throws Exception {
    restart(new Takeout(LIMITS.kept(), Duration.ofSeconds(4), 2, 50, 3L << 20, 1L << 30));
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                switch (path) {
                  case "/Patient/p1/$everything" -> page(null, patient(), version("o1", 2));
                  case "/Observation/o1/_history" -> page(null, version("o1", 1));
                  case "/Observation", "" ->
                      fixture
                          .vertx
                          .timer(20)
                          .compose(waited -> page("_page=x", telling("Provenance", "a")));
                  default -> page(null);
                },
            "x"));

    Map<String, byte[]> files = unpacked();
    assertThat(text(files, "record/x/earlier-versions/Observation.ndjson").lines())
        .containsExactly(version("o1", 1));
    assertThat(text(files, "index.html"))
        .contains("ending=WHOLE", "missing=0", "notSearched=[List, Provenance]", "inPassing=false");
    assertThat(isTaken()).isTrue();
  }

  /** What is in the latest archive, by name. */
  private Map<String, byte[]> unpacked() throws Exception {
    return PackingTest.unzip(fixture.download(fixture.latest(ANNE).id()).body());
  }

  private boolean isTaken() {
    return fixture
        .database
        .rows("SELECT 'x' = ANY(whole) AS whole FROM takeout.archive")
        .get(0)
        .get("whole")
        .equals(true);
  }

  /** Then the record is not taken along whole, and nothing of it is erased for that. */
  @Test
  void whatTellsOfPartsAndCouldNotBeReadIsMissing() throws Exception {
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                path.equals("/Observation")
                    ? refused(new Refusal.BadUpstream(504, "host-silent"))
                    : page(null, patient(), observation(1)),
            "x"));

    assertThat(isTaken()).isFalse();
    // Of how many nobody knows, it is said that some lack
    assertThat(text(unpacked(), "index.html"))
        .contains("ending=WHOLE", "missing=0", "notSearched=[List, Provenance]", "inPassing=true");
  }

  private static String doctor() {
    return "{\"resourceType\":\"Practitioner\",\"id\":\"d1\"}";
  }

  private static String telling(String type, String id) {
    return "{\"resourceType\":\"%s\",\"id\":\"%s\"}".formatted(type, id);
  }

  @ParameterizedTest
  @CsvSource({"resource-unknown, true", "owner-unknown, false", "scope-not-covering, false"})
  void aBinaryThatNobodyHasIsNotMissing(String reason, boolean whole) {
    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) ->
                path.startsWith("/Binary/")
                    ? Future.failedFuture(new Refusal.NotFound(reason).refused())
                    : page(null, document("b1")),
            "x"));

    assertThat(fixture.database.rows("SELECT 'x' = ANY(whole) AS whole FROM takeout.archive"))
        .extracting("whole")
        .containsExactly(whole);
  }

  @Test
  void binariesThatTakeTooLongAreCut() throws Exception {
    restart(new Takeout(LIMITS.kept(), Duration.ofMillis(300), 2, 50, 3L << 20, 1L << 30));
    String[] documents =
        IntStream.range(0, 200).mapToObj(i -> document("b" + i)).toArray(String[]::new);

    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) ->
                    path.startsWith("/Binary/")
                        ? fixture.vertx.timer(20).compose(waited -> binary("b", "urn:none"))
                        : page(null, documents),
                "slow"));

    assertThat(text(PackingTest.unzip(fixture.download(archive.id()).body()), "index.html"))
        .contains("ending=CUT");
  }

  @ParameterizedTest
  @CsvSource({"5000, WHOLE, true", "5001, CUT, false"})
  void ofBinariesThatAreAskedForThereAreSoManyAndARecordOfMoreIsCut(
      int many, String ending, boolean whole) throws Exception {
    String[] documents =
        Stream.concat(
                // Those that come with the record do not count
                Stream.of(document("inline"), "{\"resourceType\":\"Binary\",\"id\":\"inline\"}"),
                IntStream.range(0, many).mapToObj(i -> document("b" + i)))
            .toArray(String[]::new);
    AtomicInteger asked = new AtomicInteger();

    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) -> {
                  if (!path.startsWith("/Binary/")) {
                    return path.endsWith("$everything") ? page(null, documents) : page(null);
                  }
                  asked.incrementAndGet();
                  return refused(new Refusal.NotFound("resource-unknown"));
                },
                "x"));

    assertThat(asked).hasValue(5_000);
    assertThat(text(PackingTest.unzip(fixture.download(archive.id()).body()), "index.html"))
        .contains("ending=" + ending);
    assertThat(isTaken()).isEqualTo(whole);
  }

  @Test
  void theLeaseIsRenewedBeforeAnotherAttempt() {
    String far = "SELECT id FROM takeout.archive WHERE lease_until > now() + interval '1 hour'";
    List<Integer> seen = new ArrayList<>();

    fixture.prepared(
        ask(
            ANNE,
            (practice, path, query) -> {
              if (!path.contains("$everything")) {
                return page(null);
              }
              if (seen.isEmpty()) {
                fixture.database.execute(
                    "UPDATE takeout.archive SET lease_until = now() + interval '2 hours'");
              }
              seen.add(fixture.database.rows(far).size());
              return seen.size() == 1
                  ? refused(new Refusal.BadUpstream(504, "host-silent"))
                  : page(null, patient());
            },
            "x"));

    assertThat(seen).containsExactly(1, 0);
  }

  @Test
  void aRecordOfTooManyFilesIsCutAndKeepsNobodyFromTheRest() throws Exception {
    String attachment = "{\"contentType\":\"text/plain\",\"data\":\"QQ==\"}";
    String[] documents =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    "{\"resourceType\":\"DocumentReference\",\"id\":\"d\",\"content\":["
                        + String.join(",", Collections.nCopies(100, attachment))
                        + "]}")
            .toArray(String[]::new);
    String[] types =
        IntStream.range(0, 26 * 26 * 26)
            .mapToObj(
                i ->
                    "{\"resourceType\":\"T%c%c%c\"}"
                        .formatted('a' + i / 676, 'a' + i / 26 % 26, 'a' + i % 26))
            .toArray(String[]::new);

    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) ->
                    switch (practice) {
                      case "attachments" -> page(null, documents);
                      case "types" -> page(null, types);
                      default -> page(null, patient());
                    },
                "attachments",
                "types",
                "cabinet-des-lilas"));

    assertThat(archive.state()).isEqualTo(State.READY);
    Map<String, byte[]> files = PackingTest.unzip(fixture.download(archive.id()).body());
    assertThat(text(files, "index.html"))
        .contains(
            "practice=attachments, ending=CUT",
            "practice=types, ending=CUT",
            "practice=cabinet-des-lilas, ending=WHOLE");
    assertThat(files).hasSizeLessThan(20_000);
  }

  @Test
  void aNewOneTakesThePlaceOfTheOneBefore() throws Exception {
    Archive first = fixture.prepared(ask(ANNE, small(), "x"));
    Archive second = fixture.prepared(ask(ANNE, small(), "x"));

    assertThat(fixture.download(first.id()).statusCode()).isEqualTo(404);
    assertThat(get(fixture.takeouts.find(first.id(), ANNE)).orElseThrow().state())
        .isEqualTo(State.DELETED);
    assertThat(fixture.download(second.id()).statusCode()).isEqualTo(200);
    get(fixture.takeouts.start());
    Awaitility.await()
        .until(
            () -> fixture.database.rows("SELECT DISTINCT archive FROM takeout.piece").size() == 1);
  }

  @Test
  void whatIsDeletedWhileItIsPreparedStaysDeleted() {
    Promise<Buffer> held = Promise.promise();
    get(fixture.takeouts.ask(ask(ANNE, (p, path, q) -> held.future(), "x")));

    get(fixture.takeouts.delete(fixture.latest(ANNE).id(), ANNE));
    held.complete(bundle(null, patient()));

    // A new one can be asked for at once, and the old one adds nothing to it
    assertThat(fixture.prepared(ask(ANNE, small(), "x")).state()).isEqualTo(State.READY);
    assertThat(fixture.database.rows("SELECT id FROM takeout.archive WHERE state = 'DELETED'"))
        .hasSize(1);
    assertThat(fixture.database.rows("SELECT DISTINCT archive FROM takeout.piece")).hasSize(1);
  }

  @Test
  void whatIsExpiredIsGoneAtOnceAndRemovedByTheNextSweep() throws Exception {
    Archive archive = fixture.prepared(ask(ANNE, small(), "x"));
    fixture.database.execute("UPDATE takeout.archive SET expires_at = now() - interval '1 second'");

    assertThat(fixture.latest(ANNE).state()).isEqualTo(State.EXPIRED);
    assertThat(fixture.download(archive.id()).statusCode()).isEqualTo(404);

    get(fixture.takeouts.start());
    Awaitility.await().until(() -> pieces() == 0);
    assertThat(fixture.latest(ANNE).state()).isEqualTo(State.EXPIRED);
  }

  @Test
  void aPreparationWhoseInstanceDiedIsSaidToHaveFailedAndCanBeBegunAnew() {
    Promise<Buffer> never = Promise.promise();
    get(fixture.takeouts.ask(ask(ANNE, (p, path, q) -> never.future(), "x")));
    Archive left = fixture.latest(ANNE);
    assertThat(left.state()).isEqualTo(State.PREPARING);
    fixture.database.execute(
        "UPDATE takeout.archive SET lease_until = now() - interval '1 second'");

    // Another instance sees it, and is asked for one
    Takeouts other = fixture.instance("secret");
    assertThat(get(other.latest(ANNE)).orElseThrow().failure()).isEqualTo(Failure.INTERRUPTED);
    assertThat(get(other.ask(ask(ANNE, small(), "x")))).isEqualTo(Begun.STARTED);
    Archive ready = fixture.over(ANNE);
    assertThat(ready.state()).isEqualTo(State.READY);

    // Should the first come back to life, it changes nothing
    never.complete(bundle(null, patient()));
    assertThat(get(fixture.takeouts.find(left.id(), ANNE)).orElseThrow().state())
        .isEqualTo(State.FAILED);
    assertThat(fixture.latest(ANNE).id()).isEqualTo(ready.id());
  }

  @Test
  void anInstanceThatStopsSaysSoAtOnce() {
    Promise<Buffer> never = Promise.promise();
    Takeouts stopping = fixture.instance("secret");
    get(stopping.start());
    get(stopping.ask(ask(ANNE, (p, path, q) -> never.future(), "x")));

    get(stopping.stop());

    assertThat(fixture.latest(ANNE).failure()).isEqualTo(Failure.INTERRUPTED);
  }

  @Test
  void progressIsToldWhileItGoesOn() {
    Promise<Buffer> second = Promise.promise();
    get(
        fixture.takeouts.ask(
            ask(
                ANNE,
                (practice, path, query) ->
                    path.isEmpty() ? second.future() : page("_page=2", patient(), observation(1)),
                "cabinet-des-lilas")));

    Archive underWay =
        Awaitility.await().until(() -> fixture.latest(ANNE), archive -> archive.resources() == 2);

    assertThat(underWay.practice()).isEqualTo("cabinet-des-lilas");
    second.complete(bundle(null, observation(2)));
    assertThat(fixture.over(ANNE).resources()).isEqualTo(3);
  }

  @Test
  void aPageThatFailsForAMomentIsAskedForAgain() throws Exception {
    AtomicInteger attempts = new AtomicInteger();

    Archive archive =
        fixture.prepared(
            ask(
                ANNE,
                (practice, path, query) ->
                    path.contains("$everything") && attempts.incrementAndGet() == 1
                        ? refused(new Refusal.BadUpstream(504, "host-silent"))
                        : page(null, patient()),
                "x"));

    assertThat(archive.resources()).isEqualTo(1);
    assertThat(attempts).hasValue(2);
  }

  private long pieces() {
    return fixture.database.rows("SELECT number FROM takeout.piece").size();
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  static RecordReader.Reading small() {
    return (practice, path, query) -> page(null, patient());
  }

  /** So many MiB that do not compress. */
  static RecordReader.Reading large(int mebibytes) {
    return (practice, path, query) -> {
      int number =
          query == null || !query.startsWith("_page=") ? 0 : Integer.parseInt(query.substring(6));
      return page(
          number + 1 < mebibytes ? "_page=" + (number + 1) : null,
          IntStream.range(0, 100).mapToObj(i -> noise(number * 100 + i)).toArray(String[]::new));
    };
  }

  private static String noise(int number) {
    byte[] bytes = new byte[5_000];
    new Random(number).nextBytes(bytes);
    return "{\"resourceType\":\"Observation\",\"id\":\"n"
        + number
        + "\",\"valueString\":\""
        + java.util.HexFormat.of().formatHex(bytes)
        + "\"}";
  }

  private static String zeros() {
    return "{\"resourceType\":\"Observation\",\"id\":\"z\",\"valueString\":\""
        + "0".repeat(100_000)
        + "\"}";
  }

  static String patient() {
    return "{\"resourceType\":\"Patient\",\"id\":\"p1\"}";
  }

  static String observation(int number) {
    return "{\"resourceType\":\"Observation\",\"id\":\"o" + number + "\",\"value\":1.10}";
  }

  private static Future<Buffer> binary(String id, String leadsTo) {
    return Future.succeededFuture(
        Buffer.buffer(
            "{\"resourceType\":\"Binary\",\"id\":\"%s\",\"contentType\":\"text/plain\",\"data\":\"SGVsbG8=\",\"extension\":[{\"valueAttachment\":{\"url\":\"%s\"}}]}"
                .formatted(id, leadsTo)));
  }

  private static String document(String binary) {
    return "{\"resourceType\":\"DocumentReference\",\"id\":\"d1\",\"content\":[{\"attachment\":"
        + "{\"contentType\":\"text/plain\",\"url\":\"https://g.example/fhir/p/Binary/"
        + binary
        + "\"}}]}";
  }

  static Future<Buffer> page(String next, String... resources) {
    return Future.succeededFuture(bundle(next, resources));
  }

  private static Buffer bundle(String next, String... resources) {
    return Buffer.buffer(
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"link\":["
            + (next == null
                ? ""
                : "{\"relation\":\"next\",\"url\":\"https://g.example/fhir/p?" + next + "\"}")
            + "],\"entry\":["
            + Arrays.stream(resources)
                .map(resource -> "{\"resource\":" + resource + "}")
                .collect(Collectors.joining(","))
            + "]}");
  }
}
