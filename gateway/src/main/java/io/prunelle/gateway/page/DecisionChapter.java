// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.page.ledger.Bearer;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.DecisionPages;
import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.page.takeout.Sink;
import io.prunelle.gateway.page.view.DecisionsTold;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the realm knows of the patient's decisions, as a part of an archive: as it tells it, with
 * the receipts of the newest. Asked with the patient's own token, so it comes first, while that
 * holds.
 */
final class DecisionChapter implements Chapter {

  /** By the ending of the file. */
  private static final Map<String, String> FORMS =
      Map.of("jws", "application/jwt", "html", "text/html");

  /**
   * The newest have theirs: an archive has so many files, and the token holds for so long. That is
   * more than anybody decides who does not try how much it is.
   */
  private static final int MOST_RECEIPTS = 1_000;

  private final ConsentLedger ledger;
  private final Bearer bearer;
  private final String language;
  private final Consumer<DecisionsTold> learned;

  /**
   * Of the patient whom the bearer asks for.
   *
   * @param learned is told what is lacking
   */
  DecisionChapter(
      ConsentLedger ledger, Bearer bearer, String language, Consumer<DecisionsTold> learned) {
    this.ledger = ledger;
    this.bearer = bearer;
    this.language = language;
    this.learned = learned;
  }

  @Override
  public Future<Void> into(Sink sink) {
    return ledger
        .hostings(bearer, language)
        .compose(
            hostings ->
                ledger
                    .hostingsAsTold(bearer, language)
                    .compose(json -> sink.file("practices-and-hosts.json", json, hostings.size())))
        .compose(hosts -> ledger.decisions(bearer))
        .compose(pages -> decisions(sink, pages))
        .compose(told -> mail(sink));
  }

  private Future<Void> decisions(Sink sink, DecisionPages pages) {
    List<Decision> all = pages.decisions();
    List<Decision> newest = all.subList(0, Math.min(all.size(), MOST_RECEIPTS));
    learned.accept(new DecisionsTold(pages.older(), all.size() - newest.size()));
    return sink.file("decisions.json", pages.asTold(), all.size())
        .compose(told -> receipts(sink, newest));
  }

  /** Nobody chooses for a ward. */
  private Future<Void> mail(Sink sink) {
    return bearer.ward() != null
        ? Future.succeededFuture()
        : ledger
            .mail(bearer)
            .compose(
                mail ->
                    sink.file(
                        "mail.json",
                        new JsonObject()
                            .put("state", mail.state().name().toLowerCase(Locale.ROOT))
                            .put("address", mail.address())
                            .toBuffer(),
                        1))
            .recover(DecisionChapter::unlessRefused);
  }

  /** A realm that knows no such thing. */
  private static Future<Void> unlessRefused(Throwable failure) {
    return failure instanceof LedgerFailure no && no.reason() == LedgerFailure.Reason.REFUSED
        ? Future.succeededFuture()
        : Future.failedFuture(failure);
  }

  private Future<Void> receipts(Sink sink, List<Decision> decisions) {
    return InTurn.each(
        decisions,
        decision ->
            InTurn.each(
                FORMS.entrySet(),
                form -> receipt(sink, decision.position(), form.getKey(), form.getValue())));
  }

  private Future<Void> receipt(Sink sink, long position, String ending, String type) {
    return ledger
        .receipt(bearer, position, type, language)
        .compose(receipt -> sink.file("receipts/" + position + "." + ending, receipt, 1))
        // An entry of a kind that the realm gives no receipt of
        .recover(DecisionChapter::unlessRefused);
  }
}
