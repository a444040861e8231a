// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.login.KeptAnswers;
import io.prunelle.gateway.page.login.KeptAnswers.Kept;
import io.prunelle.gateway.page.view.Said.What;
import io.prunelle.gateway.page.view.Views;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * {@code /my/decisions/confirm}: shows the answer that somebody gave before they signed in again,
 * and records it when they say so. Signing in alone records nothing, whoever brought it about.
 */
final class Confirming {

  private final KeptAnswers kept;
  private final FreshSignIn fresh;
  private final Recording recording;
  private final ConsentLedger ledger;
  private final Views views;
  private final Replies replies;

  Confirming(
      KeptAnswers kept,
      FreshSignIn fresh,
      Recording recording,
      ConsentLedger ledger,
      Views views,
      Replies replies) {
    this.kept = kept;
    this.fresh = fresh;
    this.recording = recording;
    this.ledger = ledger;
    this.views = views;
    this.replies = replies;
  }

  /** Keeps an answer until who gave it has signed in again. */
  Future<Void> later(Visit visit, Answer answer) {
    return kept.keep(visit.context().request(), visit.session(), answer.encode())
        .compose(keeping -> fresh.ask(visit, Paths.CONFIRM));
  }

  /** What is about to be recorded. */
  Future<Void> show(Visit visit) {
    return kept.find(visit.context().request(), visit.session())
        .compose(
            found -> {
              Optional<Answer> answer = found.map(Kept::answer).flatMap(Answer::decode);
              return answer.isEmpty()
                  ? recording.say(visit, What.NOTHING_KEPT, "")
                  : show(visit, answer.get(), found.orElseThrow().handle());
            });
  }

  private Future<Void> show(Visit visit, Answer answer, String handle) {
    return ledger
        .hostings(visit.accessToken(), visit.language().tag())
        .compose(
            hostings -> {
              Optional<String> page =
                  views.confirm(visit.language(), visit.reader(), answer, handle, hostings);
              if (page.isEmpty()) {
                return recording.say(visit, What.NOT_POSSIBLE, answer.hosting());
              }
              replies.html(visit.context(), 200, page.get());
              return Future.succeededFuture();
            });
  }

  /** The form of that page: {@code confirm} is {@code yes} or {@code no}. */
  Future<Void> answer(Visit visit) {
    HttpServerRequest form = visit.context().request();
    boolean yes = "yes".equals(form.getFormAttribute("confirm"));
    if (yes && !fresh.of(visit)) {
      return fresh.ask(visit, Paths.CONFIRM);
    }
    String handle = String.valueOf(form.getFormAttribute("answer"));
    return kept.take(form, visit.session(), handle)
        .compose(
            taken -> {
              Optional<Answer> answer = taken.map(Kept::answer).flatMap(Answer::decode);
              if (answer.isEmpty()) {
                return recording.say(visit, What.NOTHING_KEPT, "");
              }
              return yes
                  ? recording.record(visit, answer.get())
                  : recording.say(visit, What.NOT_CONFIRMED, answer.get().hosting());
            });
  }
}
