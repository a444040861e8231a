// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;

/**
 * The archive that the manifest names. Once it was begun to erase the record it is not written
 * again: what the source has lost by then it alone has.
 */
final class SignedArchive {

  private final Findings findings;
  private final CopiedItems copied;

  SignedArchive(Findings findings, CopiedItems copied) {
    this.findings = findings;
    this.copied = copied;
  }

  /** Fails unless the destination has it, as long as the source may have any version to be lost. */
  Future<Void> held(Run run) {
    return findings
        .archive(run.claim(), run.transfer())
        .compose(
            digest ->
                digest.isEmpty()
                    ? Future.succeededFuture()
                    : copied
                        .unexpunged(run, false, "", 1)
                        .compose(
                            left ->
                                left.isEmpty()
                                    ? Future.succeededFuture()
                                    : held(run, digest.get())));
  }

  private static Future<Void> held(Run run, String digest) {
    ResourceKey name = ArchivePapers.document(run.transfer().id());
    return Shelf.found(run.destination(), name)
        .compose(
            found ->
                found
                    .filter(document -> document.digest().equals(digest))
                    .map(document -> pieces(run, document))
                    .orElse(Shelf.differs(name)));
  }

  private static Future<Void> pieces(Run run, Resource document) {
    return InTurn.each(
        ArchivePapers.listed(document).entrySet(),
        // One by one, for each may be as large as an answer may be
        listed ->
            Shelf.found(run.destination(), listed.getKey())
                .compose(
                    found ->
                        found
                                .filter(piece -> ArchivePapers.is(piece, listed.getValue()))
                                .isPresent()
                            ? Future.succeededFuture()
                            : Shelf.differs(listed.getKey())));
  }
}
