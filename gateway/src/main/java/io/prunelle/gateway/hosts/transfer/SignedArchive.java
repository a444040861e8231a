// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.COPY_DIFFERS;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    return found(run, name)
        .compose(
            found ->
                found
                    .filter(document -> document.digest().equals(digest))
                    .map(document -> pieces(run, document))
                    .orElse(differs(name)));
  }

  private static Future<Void> pieces(Run run, Resource document) {
    return InTurn.each(
        ArchivePapers.listed(document).entrySet(),
        // One by one, for each may be as large as an answer may be
        listed ->
            found(run, listed.getKey())
                .compose(
                    found ->
                        found
                                .filter(piece -> ArchivePapers.is(piece, listed.getValue()))
                                .isPresent()
                            ? Future.succeededFuture()
                            : differs(listed.getKey())));
  }

  private static Future<Optional<Resource>> found(Run run, ResourceKey paper) {
    List<Resource> found = new ArrayList<>();
    return run.destination()
        .fetch(
            List.of(paper),
            page -> {
              found.addAll(page);
              return Future.succeededFuture();
            })
        .map(fetched -> found.stream().findFirst());
  }

  private static Future<Void> differs(ResourceKey paper) {
    return Future.failedFuture(new TransferFailure(COPY_DIFFERS, paper.toString()));
  }
}
