// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * {@code GET /my/decisions/…/receipt.html} and {@code .jwt}: the receipt of a decision, to read and
 * print or to keep. Whatever an address names, the realm gives the patient's own alone; one of
 * another's is answered like one that there is not.
 */
final class Receipts {

  private final ConsentLedger ledger;
  private final Replies replies;

  Receipts(ConsentLedger ledger, Replies replies) {
    this.ledger = ledger;
    this.replies = replies;
  }

  /** To read and print, with the text that was decided on. */
  Future<Void> page(Visit visit) {
    return send(
        visit,
        position ->
            ledger.receiptPage(visit.bearer(), position, visit.language().tag(), Paths.DECISIONS),
        receipt ->
            Map.of(
                "Content-Type",
                "text/html; charset=utf-8",
                "Content-Security-Policy",
                ReceiptPolicy.of(receipt)));
  }

  /** To keep: signed by the realm. */
  Future<Void> signed(Visit visit) {
    return send(
        visit,
        position ->
            ledger.receipt(visit.bearer(), position, "application/jwt", visit.language().tag()),
        receipt ->
            Map.of(
                "Content-Type",
                "application/jwt",
                "Content-Disposition",
                "attachment; filename=\"receipt-"
                    + visit.context().pathParam("position")
                    + ".jwt\""));
  }

  private Future<Void> send(
      Visit visit,
      LongFunction<Future<Buffer>> asked,
      Function<Buffer, Map<String, String>> headers) {
    String position = String.valueOf(visit.context().pathParam("position"));
    if (!position.matches("[1-9][0-9]{0,17}")) {
      return absent(visit);
    }
    return asked
        .apply(Long.parseLong(position))
        .map(Optional::of)
        .recover(Receipts::none)
        .compose(
            receipt -> {
              if (receipt.isEmpty()) {
                return absent(visit);
              }
              HttpServerResponse response = visit.context().response();
              headers.apply(receipt.get()).forEach(response::putHeader);
              response.end(receipt.get());
              return Future.succeededFuture();
            });
  }

  private static Future<Optional<Buffer>> none(Throwable failure) {
    return failure instanceof LedgerFailure no && no.reason() == LedgerFailure.Reason.REFUSED
        ? Future.succeededFuture(Optional.empty())
        : Future.failedFuture(failure);
  }

  private Future<Void> absent(Visit visit) {
    replies.plain(visit.context(), 404, Plain.NOT_FOUND);
    return Future.succeededFuture();
  }
}
