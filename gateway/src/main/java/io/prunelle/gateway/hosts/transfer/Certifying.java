// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.erasure.Certification;
import io.prunelle.gateway.erasure.Erasure;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.transfer.Erasing.Erased;
import io.prunelle.gateway.hosts.transfer.TransferJournal.Step;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Ends a transfer: certificate, state and journal entry are one commit. What an attempt before has
 * found, and the certificate says, is kept until then.
 */
final class Certifying {

  private final Pool pool;
  private final Hosts hosts;
  private final TransferStates states;
  private final CopiedItems copied;
  private final TransferJournal journal;
  private final Certification certification;
  private final InstantSource clock;

  Certifying(
      Pool pool,
      Hosts hosts,
      TransferStates states,
      CopiedItems copied,
      TransferJournal journal,
      Certification certification,
      InstantSource clock) {
    this.pool = pool;
    this.hosts = hosts;
    this.states = states;
    this.copied = copied;
    this.journal = journal;
    this.certification = certification;
    this.clock = clock;
  }

  Future<Run> run(Erased erased) {
    Run run = erased.run();
    Transfer transfer = run.transfer();
    Erasure erasure = erasure(erased);
    return run.now(
        pool.withTransaction(
            connection ->
                certification
                    .issue(connection, erasure)
                    .compose(issued -> states.enter(connection, transfer, State.CERTIFIED))
                    .compose(ended -> copied.settle(connection, transfer).map(ended))
                    // Last, since no other entry of a transaction is written until this one ends
                    .compose(
                        ended ->
                            journal
                                .within(connection, transfer, Step.CERTIFIED, transfer.source())
                                .map(ended))));
  }

  private Erasure erasure(Erased erased) {
    Transfer transfer = erased.run().transfer();
    Optional<Host> source = hosts.host(transfer.source());
    return new Erasure(
        transfer.id(),
        transfer.record().practice(),
        transfer.record().patient(),
        new Erasure.Host(
            transfer.source(),
            source.map(host -> host.stated().legalName()).orElse(null),
            source.map(host -> host.stated().backups()).orElse(null)),
        erased.types(),
        erased.root(),
        clock.instant(),
        new Erasure.Verification(
            (int) erased.types().values().stream().mapToLong(Long::longValue).sum(),
            erased.searched().parameters(),
            erased.searched().notOffered(),
            erased.searched().identifiers(),
            erased.expunged(),
            erased.accepted(),
            erased.deletedBefore().orElse(null),
            erased.homes(),
            erased.searched().namesakes(),
            erased.searched().bundles()));
  }
}
