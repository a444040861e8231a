// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Said;
import io.prunelle.gateway.page.view.Said.What;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /my/decisions}: hands the patient's answer to the ledger, bound to the notice that
 * was on the screen, then leads back to the page that says what became of it.
 */
final class Answering {

  /** The message stands there; screen readers start reading at it. */
  private static final String AT_MESSAGE = Paths.HOME + "#message";

  /** As the ledger takes it. */
  private static final int LONGEST_REASON = 4_000;

  private final ConsentLedger ledger;
  private final SaidNotes notes;
  private final Replies replies;

  Answering(ConsentLedger ledger, SaidNotes notes, Replies replies) {
    this.ledger = ledger;
    this.notes = notes;
    this.replies = replies;
  }

  Future<Void> answer(Visit visit) {
    Optional<Answer> answer = read(visit.context().request());
    if (answer.isEmpty()) {
      replies.plain(visit.context(), 400, Plain.NOT_VERIFIED);
      return Future.succeededFuture();
    }
    if (answer.get().kind() == Answer.Kind.OBJECT && answer.get().reason().isEmpty()) {
      notes.leave(visit, new Said(What.REASON_MISSING, answer.get().hosting()));
      Redirect.to(visit.context(), AT_MESSAGE);
      return Future.succeededFuture();
    }
    return ledger
        .decide(visit.accessToken(), answer.get())
        .map(recorded -> said(answer.get().kind()))
        .recover(failure -> notRecorded(answer.get().kind(), failure))
        .map(
            what -> {
              if (what == null) {
                replies.plain(visit.context(), 503, Plain.ANSWER_UNSURE);
              } else {
                notes.leave(visit, new Said(what, answer.get().hosting()));
                Redirect.to(visit.context(), AT_MESSAGE);
              }
              return null;
            });
  }

  private static What said(Answer.Kind kind) {
    return switch (kind) {
      case PERMIT -> What.PERMITTED;
      case DENY -> What.REFUSED;
      case WITHDRAW -> What.WITHDRAWN;
      case INFORMED -> What.INFORMED;
      case OBJECT -> What.OBJECTED;
    };
  }

  private static Future<@Nullable What> notRecorded(Answer.Kind kind, Throwable failure) {
    if (!(failure instanceof LedgerFailure ledger)) {
      return Future.failedFuture(failure);
    }
    return switch (ledger.reason()) {
      case NOT_SIGNED_IN -> Future.failedFuture(failure);
      case CONFLICT ->
          Future.succeededFuture(
              kind == Answer.Kind.WITHDRAW ? What.NOT_POSSIBLE : What.NOTICE_CHANGED);
      case REFUSED -> Future.succeededFuture(What.NOT_POSSIBLE);
      case UNAVAILABLE -> Future.succeededFuture(null);
    };
  }

  private static Optional<Answer> read(HttpServerRequest form) {
    String hosting = field(form, "hosting", "[A-Za-z0-9._-]{1,100}@[A-Za-z0-9._-]{1,100}");
    String decision = field(form, "decision", "PERMIT|DENY|WITHDRAW|INFORMED|OBJECT");
    String notice = field(form, "notice", "[0-9]{1,9}");
    String language = field(form, "language", "[A-Za-z-]{2,10}");
    String digest = field(form, "digest", "[A-Za-z0-9:+/=_-]{1,150}");
    if (hosting == null
        || decision == null
        || notice == null
        || language == null
        || digest == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Answer(
            hosting,
            Answer.Kind.valueOf(decision),
            Long.parseLong(notice),
            language,
            digest,
            decision.equals("OBJECT") ? reason(form) : Optional.empty()));
  }

  private static Optional<String> reason(HttpServerRequest form) {
    return Optional.ofNullable(form.getFormAttribute("reason"))
        .map(String::strip)
        .filter(words -> !words.isEmpty() && words.length() <= LONGEST_REASON);
  }

  private static @Nullable String field(HttpServerRequest form, String name, String shape) {
    String value = form.getFormAttribute(name);
    return value != null && value.matches(shape) ? value : null;
  }
}
