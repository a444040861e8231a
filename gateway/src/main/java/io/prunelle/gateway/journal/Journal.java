// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The door of this package: nothing happens to a record that was not written here first. */
public final class Journal {

  /**
   * @param pool connected as a role that may only insert and read
   * @param instance which gateway writes
   */
  public Journal(Pool pool, String instance) {}

  /**
   * Commits what is about to happen. Only when this has succeeded may it happen.
   *
   * @return the entry's id; fails with {@link io.prunelle.gateway.refusal.Refused} when the journal
   *     cannot be written
   */
  public Future<UUID> intend(Entry entry) {
    return Future.failedFuture("not yet");
  }

  /** Commits how it ended. */
  public Future<Void> settle(UUID entry, Outcome outcome) {
    return Future.failedFuture("not yet");
  }

  /** Commits both at once: for refusals, and for what has no upstream. */
  public Future<UUID> record(Entry entry, Outcome outcome) {
    return Future.failedFuture("not yet");
  }

  /**
   * Appends within the transaction of another door, so that the entry exists exactly if what it
   * tells of does.
   *
   * @param outcome null when it is settled later
   */
  public Future<UUID> append(SqlConnection connection, Entry entry, @Nullable Outcome outcome) {
    return Future.failedFuture("not yet");
  }

  /**
   * Entries about a patient, newest first. Reading is itself journalled: the reader commits an
   * entry before anything is read.
   *
   * @param reading the reader's own entry (interaction {@code journal-read}), naming the patient
   * @param before id of the last line already seen; null from the start
   * @param limit at most this many lines, 1 to 200
   */
  public Future<List<Line>> read(Entry reading, @Nullable UUID before, int limit) {
    return Future.failedFuture("not yet");
  }
}
