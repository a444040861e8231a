// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.handover.ChangesOfDoctor.Done;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Changes of doctor in a real database, with the gateway's own rights and a real journal. */
final class HandoverWorld implements AutoCloseable {

  static final String OLD = "cabinet-des-lilas";
  static final String NEW = "cabinet-de-la-gare";
  static final Entry.Agent ANNE =
      new Entry.Agent("anne", "Anne Martin", "patient", "page", "t1", null);
  static final Entry.Agent OLGA =
      new Entry.Agent("olga", "Olga Marchand", "officer", "page", "t2", null);
  static final String PATH = "/my/doctor";

  final TestDatabase database = TestDatabase.migrated();
  final MadeUpMover mover = new MadeUpMover();

  /** How many days later it is than the database's clock says. */
  long days;

  private final Vertx vertx = Vertx.vertx();
  private final Pools pools;
  final Journal journal;
  final ChangesOfDoctor changes;
  final Carrying carrying;

  HandoverWorld() {
    Settings settings = TestSettings.of(database);
    Settings.Database s = settings.database();
    this.pools =
        Pools.of(
            vertx,
            new Settings.Database(s.host(), s.port(), s.name(), database.gateway(), 8, 2, null));
    this.journal = Journal.of(vertx, settings, pools.work(), "test", Clock.systemUTC());
    Clock clock = new Later();
    this.changes = new ChangesOfDoctor(pools.work(), journal, mover, clock);
    this.carrying = carrying();
    get(journal.start());
  }

  /** Another instance's. */
  Carrying carrying() {
    return new Carrying(
        vertx,
        pools.work(),
        journal,
        mover,
        changes,
        practice -> practice.equals(OLD) || practice.equals(NEW),
        new Later());
  }

  Done ask(String patient, @Nullable String into, @Nullable UUID seen) {
    return get(changes.ask(OLD, patient, into, seen, ANNE, PATH));
  }

  /** The latest of a patient, which was asked for the first time. */
  Handover asked(String patient, @Nullable String into) {
    ask(patient, into, null);
    return latest(patient);
  }

  Handover latest(String patient) {
    return get(changes.of(patient)).get(0);
  }

  Handover answered(String patient, @Nullable String into, Answer answer) {
    Handover handover = asked(patient, into);
    get(changes.answer(handover.id(), OLD, answer, OLGA, PATH));
    return latest(patient);
  }

  void round() {
    get(carrying.round());
  }

  LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC).plusDays(days);
  }

  List<Map<String, Object>> entries() {
    return database.rows(
        "SELECT practice, patient, subject, role, reason, path, request_id FROM journal.entry"
            + " WHERE interaction = 'handover' ORDER BY id");
  }

  List<Object> reasons() {
    return entries().stream().map(entry -> entry.get("reason")).toList();
  }

  static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    get(journal.stop());
    get(pools.stop());
    get(vertx.close());
  }

  private final class Later extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().plusSeconds(days * 86_400);
    }
  }
}
