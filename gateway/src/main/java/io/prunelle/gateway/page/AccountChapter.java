// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.Account;
import io.prunelle.gateway.page.ledger.Bearer;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.page.takeout.Sink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the realm holds of the patient's own account, as a part of an archive: in files of its own,
 * for who gives an archive to somebody else need not give these along. Of a ward's there is none,
 * and a guardian's own is no part of it: it has where the person is signed in, and how, by which
 * somebody could be found or taken for them.
 */
final class AccountChapter implements Chapter {

  private final ConsentLedger ledger;
  private final Bearer bearer;
  private final Function<Account, String> page;
  private final Consumer<Account> learned;

  /**
   * Of whoever asks.
   *
   * @param page says it in words, in HTML
   * @param learned is told of the account, if there is one to tell of
   */
  AccountChapter(
      ConsentLedger ledger,
      Bearer bearer,
      Function<Account, String> page,
      Consumer<Account> learned) {
    this.ledger = ledger;
    this.bearer = bearer;
    this.page = page;
    this.learned = learned;
  }

  @Override
  public Future<Void> into(Sink sink) {
    return bearer.ward() != null
        ? Future.succeededFuture()
        : ledger
            .account(bearer.token())
            .map(Optional::of)
            .recover(AccountChapter::unlessSignedOut)
            .compose(account -> account.isEmpty() ? nothing() : kept(sink, account.get()));
  }

  private Future<Void> kept(Sink sink, Account account) {
    learned.accept(account);
    return sink.file("account.json", account.asTold(), 1)
        .compose(told -> sink.file("account.html", Buffer.buffer(page.apply(account)), 1));
  }

  private static Future<Void> nothing() {
    return Future.succeededFuture();
  }

  /**
   * A realm that knows no such thing, or cannot tell it now, keeps nobody from the rest: the index
   * says that it lacks.
   */
  private static Future<Optional<Account>> unlessSignedOut(Throwable failure) {
    return failure instanceof LedgerFailure no && no.reason() != LedgerFailure.Reason.NOT_SIGNED_IN
        ? Future.succeededFuture(Optional.empty())
        : Future.failedFuture(failure);
  }
}
