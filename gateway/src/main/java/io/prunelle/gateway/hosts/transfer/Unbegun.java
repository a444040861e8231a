// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Mentions;
import io.prunelle.gateway.hosts.fhir.ReadSearches;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells a patient of whom there is no record yet from one whose record is not found where it should
 * be. Nothing is placed elsewhere for it: what a host does not show today may be there tomorrow.
 */
final class Unbegun {

  private final EndedTransfers ended;
  private final CopiedItems copied;
  private final TransferJournal journal;

  Unbegun(EndedTransfers ended, CopiedItems copied, TransferJournal journal) {
    this.ended = ended;
    this.copied = copied;
    this.journal = journal;
  }

  /**
   * Whether the host says that it does not have the patient, and has nothing that names them;
   * nobody was ever let write to the record, and it has never moved. What may not stay where it is
   * has to be found.
   */
  Future<Boolean> is(Run run) {
    if (run.kind() != Move.Kind.MOVE || run.transfer().urgent()) {
      return Future.succeededFuture(false);
    }
    ResourceKey patient = ResourceKey.patient(run.patient());
    return run.source()
        .deleted(patient)
        // There was one then, and somebody has deleted it
        .compose(was -> was ? Future.succeededFuture(false) : run.source().lacks(patient))
        .compose(lacks -> lacks ? copied.anyWritten(run) : Future.succeededFuture(true))
        .compose(
            there ->
                there
                    ? Future.succeededFuture(true)
                    : journal.writtenSince(run.claim(), run.transfer(), Instant.EPOCH))
        .compose(
            there ->
                there
                    ? Future.succeededFuture(true)
                    : ended.everMoved(run.claim(), run.transfer().record()))
        .compose(there -> there ? Future.succeededFuture(true) : named(run))
        .map(there -> !there);
  }

  /** Whether anything there is about the patient. */
  private static Future<Boolean> named(Run run) {
    AtomicBoolean any = new AtomicBoolean();
    return new Mentions(
            run.source(),
            run.patient(),
            found -> {
              any.set(true);
              return Future.succeededFuture(false);
            },
            null,
            new ReadSearches())
        .all()
        .map(looked -> any.get());
  }
}
