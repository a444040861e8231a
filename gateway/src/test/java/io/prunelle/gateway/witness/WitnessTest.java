// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.chain.Chain;
import io.prunelle.gateway.chain.Checkpoint;
import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.testing.KeyTool;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.verification.WrittenJournal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness hears where the chains end, and the journal does not wait for it. */
final class WitnessTest {

  @TempDir Path directory;

  private final WrittenJournal written = new WrittenJournal();

  @AfterEach
  void close() {
    written.close();
  }

  private Journal start(@Nullable Path file, @Nullable URI url) {
    Settings settings =
        TestSettings.with(
            written.settings,
            TestKeys.witnessed(
                written.settings.journal(),
                new Settings.Witness(file, url, null, Duration.ofMillis(50))));
    Journal journal =
        Journal.of(written.vertx, settings, written.pools.work(), "one", Clock.systemUTC());
    journal.start();
    return journal;
  }

  @Test
  void aFileHearsOfBothChainsAndOfTheirLastBlocks() throws IOException {
    Path file = directory.resolve("witness.jsonl");
    Journal journal = start(file, null);
    written.fill(journal, "a");
    Awaitility.await().until(() -> Files.exists(file) && Files.readString(file).endsWith("\n"));
    written.fill(journal, "b");
    journal.stop().await();

    List<Checkpoint> heard = Files.readAllLines(file).stream().map(Checkpoint::parse).toList();
    assertThat(heard).doesNotContainNull();
    for (var row :
        written.database.rows("SELECT chain, max(number) AS last FROM journal.block GROUP BY 1")) {
      assertThat(heard)
          .anyMatch(
              line ->
                  row.get("chain").equals(line.chain())
                      && row.get("last").equals(line.head().number()));
    }
    assertThat(written.verify(file).said())
        .startsWith("The journal fits")
        .contains("As the witness saw it");
  }

  @Test
  void aLineIsToldOnceForAsLongAsAChainDoesNotMove() throws IOException {
    Path file = directory.resolve("witness.jsonl");
    Journal journal = start(file, null);
    journal.record(WrittenJournal.entry("r"), WrittenJournal.DONE).await();
    journal.stop().await();

    assertThat(Files.readAllLines(file)).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(3);
  }

  /** As a full disk, or a kill, leaves it. */
  @Test
  void aLineThatWasNotWrittenToItsEndSpoilsNoneAfterIt() throws IOException {
    Path file = directory.resolve("witness.jsonl");
    Journal journal = start(file, null);
    written.fill(journal, "a");
    Awaitility.await().until(() -> Files.exists(file) && Files.readString(file).endsWith("\n"));
    journal.stop().await();
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() - 40));

    written.awaitNobody();
    Journal again = start(file, null);
    written.fill(again, "b");
    Awaitility.await().until(() -> Files.readString(file).length() > whole.length());
    again.stop().await();

    assertThat(written.verify(file).said())
        .startsWith("The journal fits")
        .contains("Notice: 1 lines of a witness were begun and not ended.");
    // Nor one to whose beginning something else was appended, as older gateways did
    String half = whole.substring(0, 55);
    Files.writeString(file, half + half + whole);
    assertThat(written.verify(file).said())
        .startsWith("The journal fits")
        .contains("Notice: 2 lines of a witness were begun and not ended.");
    Files.writeString(file, whole.substring(0, 50) + "!\n" + whole);
    assertThat(written.verify(file).said()).startsWith("altered: " + file + " line 1, which");
  }

  @Test
  void theJournalGoesOnWhileAWitnessIsOutOfReachAndTellsItLater() {
    List<String> heard = new CopyOnWriteArrayList<>();
    AtomicInteger status = new AtomicInteger(503);
    AtomicInteger refused = new AtomicInteger();
    HttpServer server =
        written
            .vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              if (status.get() == 200) {
                                body.toString().lines().forEach(heard::add);
                              } else {
                                refused.incrementAndGet();
                              }
                              request.response().setStatusCode(status.get()).end();
                            }))
            .listen(0, "127.0.0.1")
            .await();
    Journal journal = start(null, URI.create("http://127.0.0.1:" + server.actualPort()));

    journal.record(WrittenJournal.entry("meanwhile"), WrittenJournal.DONE).await();
    Awaitility.await().until(() -> refused.get() > 1);
    assertThat(journal.witnesses().getJsonObject("url").getString("state")).isEqualTo("failing");

    status.set(200);
    Awaitility.await().until(() -> heard.size() >= 2);
    Awaitility.await()
        .until(() -> "ok".equals(journal.witnesses().getJsonObject("url").getString("state")));
    journal.stop().await();

    assertThat(heard).allMatch(line -> Checkpoint.parse(line) != null);
  }

  /** Certified by nobody whom this machine believes. */
  @Test
  void whoIsNotTheWitnessIsToldNothing() throws Exception {
    KeyTool.certificate(directory, "impostor");
    List<String> heard = new CopyOnWriteArrayList<>();
    HttpServer server =
        written
            .vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PfxOptions()
                            .setPath(directory.resolve("impostor.p12").toString())
                            .setPassword("changeit")))
            .requestHandler(
                request -> {
                  heard.add(request.path());
                  request.response().end();
                })
            .listen(0, "127.0.0.1")
            .await();
    Journal journal = start(null, URI.create("https://127.0.0.1:" + server.actualPort()));

    journal.record(WrittenJournal.entry("meanwhile"), WrittenJournal.DONE).await();
    Awaitility.await()
        .until(() -> "failing".equals(journal.witnesses().getJsonObject("url").getString("state")));
    journal.stop().await();

    assertThat(heard).isEmpty();
  }

  /** Nothing moves while nobody asks for anything. */
  @Test
  void aFileThatTookThePlaceOfAnotherHearsWhereAllChainsEndThoughNoneHasMoved() throws IOException {
    Path file = directory.resolve("witness.jsonl");
    Journal journal = start(file, null);
    written.fill(journal, "a");
    Awaitility.await().until(() -> chains(file) == 2);

    Files.move(file, directory.resolve("before.jsonl"));
    Files.createFile(file);

    Awaitility.await().until(() -> chains(file) == 2);
    journal.stop().await();
  }

  private static long chains(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream()
            .map(Checkpoint::parse)
            .filter(Objects::nonNull)
            .map(Checkpoint::chain)
            .distinct()
            .count()
        : 0;
  }

  /** Of one file of several instances. */
  @Test
  void whatAnotherIsWritingIsNotWrittenInto() throws Exception {
    Path file = directory.resolve("witness.jsonl");
    Destination destination = new AppendedFile(written.vertx, file);
    try (FileChannel other =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        FileLock alone = other.lock()) {
      assertThat(alone.isValid()).isTrue();
      other.write(ByteBuffer.wrap("{\"at\":".getBytes(StandardCharsets.UTF_8)));

      destination
          .keep(Buffer.buffer("{}\n"))
          .transform(Future::succeededFuture)
          .await(10, TimeUnit.SECONDS);

      other.write(ByteBuffer.wrap("1}\n".getBytes(StandardCharsets.UTF_8)));
    }
    destination.keep(Buffer.buffer("{}\n")).await(10, TimeUnit.SECONDS);

    assertThat(Files.readString(file)).isEqualTo("{\"at\":1}\n{}\n");
    destination.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void whatAnotherHasWrittenSoonIsWrittenAfter() throws Exception {
    // Given a file that another instance is writing to
    Path file = directory.resolve("witness.jsonl");
    Destination destination = new AppendedFile(written.vertx, file);
    Future<Void> kept;
    try (FileChannel other =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        FileLock alone = other.lock()) {
      assertThat(alone.isValid()).isTrue();

      // When it is told something meanwhile
      kept = destination.keep(Buffer.buffer("{}\n"));

      other.write(ByteBuffer.wrap("{\"at\":1}\n".getBytes(StandardCharsets.UTF_8)));
    }

    // Then that waits for its turn
    kept.await(10, TimeUnit.SECONDS);
    assertThat(Files.readString(file)).isEqualTo("{\"at\":1}\n{}\n");
    destination.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void aFileSystemThatHangsKeepsNobodyElseWaiting() throws Exception {
    // Given a file that nobody who opens it comes back from
    Path file = fifo();
    Destination hanging = new AppendedFile(written.vertx, file);

    // When it is told again and again
    List<Future<Void>> kept = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      kept.add(hanging.keep(Buffer.buffer("{}\n")));
    }

    try {
      // Then others get their work done, and all but the first are refused at once
      assertThat(written.vertx.executeBlocking(() -> 1).await(10, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(kept.get(0).succeeded()).isFalse();
      assertThat(kept.subList(1, kept.size())).allMatch(Future::failed);
      hanging.close().await(10, TimeUnit.SECONDS);
    } finally {
      release(file, kept);
    }
  }

  @Test
  void aFileSystemThatAnswersAgainIsToldAgain() throws Exception {
    Path file = fifo();
    Destination destination = new AppendedFile(written.vertx, file);
    Future<Void> first = destination.keep(Buffer.buffer("{}\n"));
    assertThat(destination.keep(Buffer.buffer("{}\n")).failed()).isTrue();

    release(file, List.of(first));
    Files.delete(file);

    destination.keep(Buffer.buffer("{}\n")).await(10, TimeUnit.SECONDS);
    assertThat(Files.readString(file)).isEqualTo("{}\n");
    destination.close().await(10, TimeUnit.SECONDS);
  }

  private Path fifo() throws Exception {
    Path file = directory.resolve("witness.jsonl");
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    return file;
  }

  /** While it is open both ways, nobody waits to open it. */
  private static void release(Path fifo, List<Future<Void>> kept) throws IOException {
    try (FileChannel open =
        FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      assertThat(open.isOpen()).isTrue();
      Awaitility.await().until(() -> kept.stream().allMatch(Future::isComplete));
    }
  }

  @Test
  void theLastWordIsToldAfterWhatIsBeingTold() {
    List<Checkpoint> heard = new ArrayList<>();
    List<Promise<Void>> kept = new ArrayList<>();
    Destination slow =
        lines -> {
          lines.toString().lines().map(Checkpoint::parse).forEach(heard::add);
          Promise<Void> promise = Promise.promise();
          kept.add(promise);
          return promise.future();
        };
    Witness witness =
        new Witness(
            "slow", slow, KeyFile.signing(written.settings.journal()), InstantSource.system());

    // Given a witness that is being told
    witness.tell(Map.of(1, head(4)));

    // When the last word is said meanwhile
    Future<Void> last = witness.lastWord(Map.of(1, head(5)));
    kept.get(0).fail("too late");

    // Then it hears that as well, and is waited for
    assertThat(heard).extracting(line -> line.head().number()).containsExactly(4L, 5L);
    assertThat(last.isComplete()).isFalse();
    kept.get(1).complete();
    assertThat(last.succeeded()).isTrue();
  }

  private static Chain.Head head(long number) {
    return new Chain.Head(number, Octets.of(new byte[32]));
  }
}
