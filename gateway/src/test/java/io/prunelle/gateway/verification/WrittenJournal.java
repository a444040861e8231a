// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A journal as gateways write it, in a database of its own. */
public final class WrittenJournal implements AutoCloseable {

  public static final Outcome DONE =
      new Outcome(200, 12, Duration.ofMillis(3), "completed", "Observation/o1/_history/2");

  public final Vertx vertx = Vertx.vertx();
  public final TestDatabase database;
  public final Settings settings;
  public final Pools pools;

  public WrittenJournal() {
    this.database = TestDatabase.migrated();
    this.settings = TestSettings.of(TestRealm.start(vertx), database);
    this.pools = Pools.of(vertx, settings.database());
  }

  /**
   * Two instances, one of which starts again, and at last a third. Chains 1 and 2 are closed by 3,
   * and 3 to 6 by 7; 7 and 8 are open.
   */
  public static WrittenJournal ofSeveralChains() {
    WrittenJournal written = new WrittenJournal();
    written.run("one", journal -> written.fill(journal, "a"));
    Journal again = written.start("one");
    again.record(entry("again"), DONE).await();
    Journal other = written.start("two");
    written.fill(again, "b");
    written.fill(other, "c");
    again.stop().await();
    other.stop().await();
    written.awaitNobody();
    written.run("three", journal -> written.fill(journal, "d"));
    return written;
  }

  public Journal start(String instance) {
    return start(instance, Clock.systemUTC());
  }

  public Journal start(String instance, Clock clock) {
    Journal journal = Journal.of(vertx, settings, pools.work(), instance, clock);
    journal.start();
    return journal;
  }

  public void run(String instance, Consumer<Journal> use) {
    Journal journal = start(instance);
    use.accept(journal);
    journal.stop().await();
    awaitNobody();
  }

  /** Blocks of one leaf, of two, of many; entries within transactions. */
  public void fill(Journal journal, String name) {
    UUID slow = journal.intend(entry(name + "-slow")).await();
    journal.record(entry(name + "-record"), DONE).await();
    journal
        .intend(List.of(entry(name + "-x"), entry(name + "-y"), entry(name + "-z")))
        .await()
        .forEach(id -> journal.settle(id, DONE).await());
    List<Future<UUID>> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add(journal.record(entry(name + "-" + i), DONE));
    }
    Future.all(many).await();
    for (int i = 0; i < 2; i++) {
      pools
          .work()
          .withTransaction(connection -> journal.append(connection, entry(name + "-t"), DONE))
          .await();
    }
    journal.settle(slow, new Outcome(500, 0, Duration.ZERO, "failed")).await();
  }

  /** A chain is closed by who comes after its writer is gone. */
  public void awaitNobody() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                database
                    .rows(
                        "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                            + " WHERE locktype = 'advisory' AND datname = current_database()")
                    .isEmpty());
  }

  /** What {@code gateway verify} says, and whether all fits. */
  public record Verified(boolean fits, String said) {}

  public Verified verify(Path... witnesses) {
    return verify(Examiner.of(settings, List.of()), false, witnesses);
  }

  public static Verified verify(Examiner audit, boolean all, Path... witnesses) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      boolean fits = audit.verify(all, List.of(witnesses), out);
      return new Verified(fits, said.toString(StandardCharsets.UTF_8).strip());
    } catch (SQLException | IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  public void assertFits(Path... witnesses) {
    assertThat(verify(witnesses).said()).startsWith("The journal fits");
  }

  public static Entry entry(String requestId) {
    return new Entry(
        requestId,
        new Entry.Agent(
            "sub", "Dr. “Ä”\t\"\\ 😀", "practitioner", "practice", "app", "jti", "127.0.0.1"),
        new Entry.Act(
            "search-type", "Observation", "o1", "patient=x", "patient=x&", "GET", "/fhir/c/x"),
        new Entry.Where("c", "p1", "host", "c@host", 42L),
        true,
        "consent-permit",
        new Entry.Purpose("BTG", "found\nunconscious"),
        "4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Override
  public void close() {
    pools.stop().await();
    vertx.close().await();
  }
}
