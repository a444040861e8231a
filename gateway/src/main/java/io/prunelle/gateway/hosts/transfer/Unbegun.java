// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Mentions;
import io.prunelle.gateway.hosts.fhir.ReadSearches;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.fhir.VersionsPage.PastVersion;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells a patient of whom there is no record yet from one whose record is not found where it should
 * be. Nothing is placed elsewhere for it: what a host does not show today may be there tomorrow.
 */
final class Unbegun {

  private final BegunAnew begunAnew;
  private final EndedTransfers ended;
  private final CopiedItems copied;
  private final TransferJournal journal;

  Unbegun(BegunAnew begunAnew, EndedTransfers ended, CopiedItems copied, TransferJournal journal) {
    this.begunAnew = begunAnew;
    this.ended = ended;
    this.copied = copied;
    this.journal = journal;
  }

  /**
   * Whether the host says that it does not have the patient, and has nothing that names them;
   * nobody was ever let write to the record, and it has never moved. Of one that was begun anew,
   * since the one before has left the practice, that holds from then on. What may not stay where it
   * is has to be found.
   */
  Future<Boolean> is(Run run) {
    return run.kind() != Move.Kind.MOVE || run.transfer().urgent()
        ? Future.succeededFuture(false)
        : begunAnew.at(run.claim(), run.record()).compose(anew -> is(run, anew));
  }

  private Future<Boolean> is(Run run, Optional<Instant> anew) {
    Instant since = anew.orElse(Instant.EPOCH);
    ResourceKey patient = ResourceKey.patient(run.patient());
    return run.source()
        .deleted(patient)
        .compose(
            was ->
                !was
                    ? run.source().lacks(patient)
                    // There was one then, and somebody has deleted it
                    : anew.isEmpty()
                        ? Future.succeededFuture(false)
                        : shownSince(run, patient, since).map(shown -> !shown))
        .compose(lacks -> lacks ? copied.anyWritten(run) : Future.succeededFuture(true))
        .compose(
            there ->
                there
                    ? Future.succeededFuture(true)
                    : journal.writtenSince(run.claim(), run.transfer(), since))
        .compose(
            there ->
                there
                    ? Future.succeededFuture(true)
                    : ended.movedSince(run.claim(), run.record(), since))
        .compose(there -> there ? Future.succeededFuture(true) : named(run))
        .map(there -> !there);
  }

  /**
   * Whether the host has had one since then, past the gateway. What it had before, the mover has
   * deleted; one that does not tell its versions says the same of both.
   */
  private static Future<Boolean> shownSince(Run run, ResourceKey patient, Instant since) {
    AtomicBoolean any = new AtomicBoolean();
    return run.source()
        .offer()
        .compose(
            can ->
                can.histories().contains(ResourceKey.PATIENT)
                    ? run.source()
                        .history()
                        .versions(
                            patient,
                            true,
                            page -> {
                              if (page.stream().anyMatch(version -> isLater(version, since))) {
                                any.set(true);
                              }
                              return Future.succeededFuture();
                            })
                    : Future.succeededFuture(0))
        .map(looked -> any.get());
  }

  private static boolean isLater(PastVersion version, Instant since) {
    Instant written = version.resource().updated();
    return written == null || written.isAfter(since);
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
            new ReadSearches(),
            run.source().types())
        .all()
        .map(looked -> any.get());
  }
}
