// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.audit.Look;
import io.prunelle.gateway.audit.Looking;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The proof of one access, to keep: for patients of one to their own record, for auditors of one of
 * their practice's. Asking for it is an access, like looking at the entry.
 */
final class ProofDownload {

  private final Looking looking;
  private final Function<UUID, Future<Optional<Buffer>>> proofs;
  private final Replies replies;

  ProofDownload(Looking looking, Function<UUID, Future<Optional<Buffer>>> proofs, Replies replies) {
    this.looking = looking;
    this.proofs = proofs;
    this.replies = replies;
  }

  /** {@code GET /my/accesses/…/proof.json}. */
  Future<Void> own(Visit visit) {
    Entry reading = AccessReading.reading(visit);
    Looking.Viewer patient =
        new Looking.Viewer() {
          @Override
          public Entry asks(@Nullable String whose) {
            return reading;
          }

          @Override
          public Entry shows(String whose) {
            return reading;
          }
        };
    return send(visit.context(), patient, id -> Selection.ofPatient(visit.patient(), id));
  }

  /** {@code GET /practice/…/accesses/…/proof.json}. */
  Future<Void> ofPractice(Visit visit, String practice) {
    return send(
        visit.context(), new AuditViewer(visit, practice, ""), id -> Selection.of(practice, id));
  }

  private Future<Void> send(
      RoutingContext context, Looking.Viewer viewer, Function<UUID, Selection> selection) {
    Optional<UUID> id = Paths.entry(context);
    if (id.isEmpty()) {
      replies.plain(context, 404, Plain.NOT_FOUND);
      return Future.succeededFuture();
    }
    return looking
        .begin(viewer, selection.apply(id.get()))
        .compose(look -> found(look, id.get()))
        .map(
            proof -> {
              answer(context, id.get(), proof);
              return null;
            });
  }

  private Future<Optional<Buffer>> found(Look look, UUID id) {
    return looking.end(
        look,
        looking
            .next(look, null, 1)
            .compose(
                lines ->
                    lines.isEmpty()
                        ? Future.succeededFuture(Optional.<Buffer>empty())
                        : proofs.apply(id)),
        proof ->
            new Outcome(
                proof.isPresent() ? 200 : 404,
                proof.map(Buffer::length).orElse(0),
                look.elapsed(),
                "completed"));
  }

  private void answer(RoutingContext context, UUID id, Optional<Buffer> proof) {
    if (proof.isEmpty()) {
      replies.plain(context, 404, Plain.NOT_FOUND);
      return;
    }
    context
        .response()
        .putHeader("Content-Type", "application/json")
        .putHeader("Content-Disposition", "attachment; filename=\"proof-" + id + ".json\"")
        .end(proof.get());
  }
}
