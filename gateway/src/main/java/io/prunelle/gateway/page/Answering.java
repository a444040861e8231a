// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.LateForms.Late;
import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.login.FormAuthors.Author;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Said;
import io.prunelle.gateway.page.view.Said.What;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /my/decisions}: the patient's answer, bound to the notice that was on the screen. It
 * is recorded at once if the patient has just signed in, else once they have done so again.
 */
final class Answering {

  /** As the ledger takes it. */
  private static final String DIGEST = "[A-Za-z0-9:+/=_-]{1,150}";

  private static final int LONGEST_REASON = 4_000;

  private static final String REASON = "reason";

  private final FreshSignIn fresh;
  private final Recording recording;
  private final Confirming confirming;
  private final Home home;
  private final Replies replies;

  Answering(
      FreshSignIn fresh, Recording recording, Confirming confirming, Home home, Replies replies) {
    this.fresh = fresh;
    this.recording = recording;
    this.confirming = confirming;
    this.home = home;
    this.replies = replies;
  }

  Future<Void> answer(Visit visit) {
    Optional<Answer> answer = read(visit.context());
    if (answer.isEmpty()) {
      replies.plain(visit.context(), 400, Plain.NOT_VERIFIED);
      return Future.succeededFuture();
    }
    if (answer.get().kind() == Answer.Kind.OBJECT) {
      String hosting = answer.get().hosting();
      Words reason = Words.of(visit.context(), REASON);
      if (reason.text().isEmpty()) {
        return recording.say(visit, What.REASON_MISSING, hosting);
      }
      if (reason.tooLong(LONGEST_REASON)) {
        return home.mistaken(visit, new Said(What.REASON_LONG, hosting, reason.text()));
      }
    }
    return fresh.of(visit)
        ? recording.record(visit, answer.get())
        : confirming.later(visit, answer.get());
  }

  /** To be confirmed after a sign-in, like any that is not given just after one. */
  static Optional<Late> late(RoutingContext context, Author author) {
    String patient = author.patient();
    return patient == null
        ? Optional.empty()
        : read(context)
            .filter(Answering::isGiven)
            .map(answer -> new Late(Confirming.held(patient, answer), Paths.CONFIRM));
  }

  private static boolean isGiven(Answer answer) {
    return answer
        .reason()
        .map(Words::new)
        .filter(reason -> reason.text().isEmpty() || reason.tooLong(LONGEST_REASON))
        .isEmpty();
  }

  private static Optional<Answer> read(RoutingContext context) {
    HttpServerRequest form = context.request();
    String hosting = field(form, "hosting", "[A-Za-z0-9._-]{1,100}@[A-Za-z0-9._-]{1,100}");
    String decision = field(form, "decision", "PERMIT|DENY|WITHDRAW|INFORMED|OBJECT");
    String notice = field(form, "notice", "[0-9]{1,9}");
    String language = field(form, "language", "[A-Za-z-]{2,10}");
    String digest = field(form, "digest", DIGEST);
    String since = field(form, "since", "[0-9]{1,18}");
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
            Optional.ofNullable(field(form, "described", DIGEST)),
            decision.equals("OBJECT")
                ? Optional.of(Words.of(context, REASON).text())
                : Optional.empty(),
            since == null ? 0 : Long.parseLong(since)));
  }

  private static @Nullable String field(HttpServerRequest form, String name, String shape) {
    String value = form.getFormAttribute(name);
    return value != null && value.matches(shape) ? value : null;
  }
}
