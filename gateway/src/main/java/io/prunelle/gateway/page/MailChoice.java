// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.ledger.Mail;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Said;
import io.vertx.core.Future;

/**
 * Whether the patient is told of unusual accesses by mail, switched by {@code POST /my/mail}. The
 * realm keeps it, under the patient's own token, and the page shows what it keeps.
 */
final class MailChoice {

  private final ConsentLedger ledger;
  private final SaidNotes notes;
  private final Replies replies;

  MailChoice(ConsentLedger ledger, SaidNotes notes, Replies replies) {
    this.ledger = ledger;
    this.notes = notes;
    this.replies = replies;
  }

  /** A page is not kept from the patient because the realm does not say. */
  Future<Mail> of(Visit visit) {
    // Nobody chooses for a ward
    return visit.ward() == null
        ? ledger.mail(visit.bearer()).otherwise(Mail.UNKNOWN)
        : Future.succeededFuture(Mail.UNKNOWN);
  }

  Future<Void> choose(Visit visit) {
    String wanted = String.valueOf(visit.context().request().getFormAttribute("wanted"));
    if (!wanted.equals("true") && !wanted.equals("false")) {
      replies.plain(visit.context(), 400, Plain.NOT_VERIFIED);
      return Future.succeededFuture();
    }
    boolean on = wanted.equals("true");
    return ledger
        .wantMail(visit.bearer(), on)
        .map(Said.of(on ? Said.What.MAIL_ON : Said.What.MAIL_OFF))
        // What is no longer possible is shown by the state
        .recover(
            failure ->
                failure instanceof LedgerFailure no && no.reason() == LedgerFailure.Reason.CONFLICT
                    ? Future.succeededFuture(Said.of(Said.What.MAIL_NOT_POSSIBLE))
                    : Future.failedFuture(failure))
        .map(
            said -> {
              notes.leave(visit, said);
              Redirect.to(visit.context(), Paths.MESSAGE);
              return null;
            });
  }
}
