// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the patient's access journal says of a change of doctor, in the commit that makes it so. */
final class HandoverJournal {

  /** Interaction of all of these entries. */
  private static final String HANDOVER = "handover";

  // Nobody's token stands behind what the gateway does by itself
  private static final Entry.Agent GATEWAY =
      new Entry.Agent(null, "gateway", "system", null, null, null);

  private final Journal journal;

  HandoverJournal(Journal journal) {
    this.journal = journal;
  }

  /** What is told of, by the code that the entry gives as its reason. */
  enum Step {
    ASKED("handover-asked"),
    WITHDRAWN("handover-withdrawn"),
    CONFIRMED("handover-confirmed"),
    RETAINED("handover-retained"),
    ERASURE_ORDERED("handover-erasure-ordered"),
    ERASURE_HELD("handover-erasure-held"),
    TERM_ENDED("handover-term-ended"),
    TERM_HELD("handover-term-held"),
    RESUMED("handover-resumed"),
    DONE("handover-done");

    private final String reason;

    Step(String reason) {
      this.reason = reason;
    }
  }

  /** That a practice which the record has left may have a new one. */
  private static final String RETURNED = "handover-returned";

  /** The same step, as the receiving practice's journal has it. */
  private static final String TOLD = "handover-told";

  /**
   * Tells of what somebody does.
   *
   * @param path where they did it
   */
  Future<Void> within(
      SqlConnection connection, Handover handover, Step step, Entry.Agent agent, String path) {
    return append(connection, handover, handover.practice(), step.reason, agent, path)
        .compose(
            told ->
                handover.into() == null
                    ? Future.succeededFuture()
                    : append(connection, handover, handover.into(), TOLD, agent, path));
  }

  /** Tells that a practice may have a record of the patient again. */
  Future<Void> returned(
      SqlConnection connection, PatientRecord record, Entry.Agent agent, String path) {
    return append(
        connection, UUID.randomUUID(), record.patient(), record.practice(), RETURNED, agent, path);
  }

  /** Tells of what the gateway does by itself. */
  Future<Void> within(SqlConnection connection, Handover handover, Step step) {
    return append(connection, handover, handover.practice(), step.reason, GATEWAY, null);
  }

  private Future<Void> append(
      SqlConnection connection,
      Handover handover,
      String practice,
      String reason,
      Entry.Agent agent,
      @Nullable String path) {
    return append(connection, handover.id(), handover.patient(), practice, reason, agent, path);
  }

  private Future<Void> append(
      SqlConnection connection,
      UUID request,
      String patient,
      String practice,
      String reason,
      Entry.Agent agent,
      @Nullable String path) {
    Entry entry =
        new Entry(
            request.toString(),
            agent,
            new Entry.Act(HANDOVER, "Patient", patient, null, path == null ? null : "POST", path),
            new Entry.Where(practice, patient, null, null, null),
            true,
            reason);
    return journal
        .append(connection, entry, new Outcome(200, 0, Duration.ZERO, "completed"))
        .mapEmpty();
  }
}
