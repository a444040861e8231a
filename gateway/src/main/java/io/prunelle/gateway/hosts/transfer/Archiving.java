// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.fhir.Capabilities;
import io.prunelle.gateway.hosts.transfer.VersionedItems.Versioned;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Takes along what the source still has of a record's past: once it is placed at the destination,
 * and before anything is removed. Nobody writes to the source then, or what is written there is no
 * concern of it, so it can be repeated.
 */
final class Archiving {

  private final Guards guards;
  private final Items items;
  private final VersionedItems versionedItems;
  private final ReceivedItems received;
  private final CopiedItems copied;
  private final TransferStates states;
  private final Findings findings;
  private final Hosts hosts;
  private final int piece;
  private final long recordBytes;

  Archiving(
      Guards guards,
      Items items,
      VersionedItems versionedItems,
      ReceivedItems received,
      CopiedItems copied,
      TransferStates states,
      Findings findings,
      Hosts hosts,
      TransferSettings settings) {
    this.guards = guards;
    this.items = items;
    this.versionedItems = versionedItems;
    this.received = received;
    this.copied = copied;
    this.states = states;
    this.findings = findings;
    this.hosts = hosts;
    // Several of them fit into what a host has to take at a time, base64 and all
    this.piece = (int) settings.batchBytes() / 4;
    this.recordBytes = settings.recordBytes();
  }

  /**
   * Where the source tells of versions, the destination has something of its own instead, or
   * something refers to a version, nothing of it has been removed yet, and the record goes
   * somewhere.
   */
  Future<Archived> run(Run run) {
    if (run.transfer().destination() == null) {
      return Future.succeededFuture(Archived.NOTHING);
    }
    return Future.all(
            run.source().capabilities(),
            findings.removing(run.claim(), run.transfer()),
            received.anyYielded(run),
            versionedItems.versioned(run, "", 1))
        .compose(
            known -> {
              Optional<Capabilities> said = known.resultAt(0);
              Capabilities can = said.orElse(Capabilities.UNKNOWN);
              boolean removing = known.resultAt(1);
              boolean theirs = known.resultAt(2);
              List<Versioned> versioned = known.resultAt(3);
              return (removing || (can.histories().isEmpty() && !theirs && versioned.isEmpty())
                      ? Future.succeededFuture(Archived.NOTHING)
                      : archive(run, can))
                  .map(archived -> archived.withTold(said.isPresent()));
            });
  }

  private Future<Archived> archive(Run run, Capabilities can) {
    return Future.all(items.size(run), states.switchedAt(run.claim(), run.transfer()))
        .compose(
            known -> {
              Items.Size size = known.resultAt(0);
              Instant switched = known.resultAt(1);
              return new EarlierVersions(
                      run,
                      guards,
                      versionedItems,
                      copied,
                      can,
                      new ArchivePapers(run.transfer(), name(run.transfer().source()), switched),
                      piece,
                      room(size))
                  .archived();
            });
  }

  /**
   * Half of what the record leaves, of which base64 takes a third more: an archive must not keep a
   * record from leaving again.
   */
  private long room(Items.Size size) {
    return Math.max(0, recordBytes - size.bytes()) / 2 / 4 * 3;
  }

  private String name(String host) {
    return hosts
        .host(host)
        .map(known -> known.stated().legalName())
        .filter(name -> !name.isBlank())
        .orElse(host);
  }
}
