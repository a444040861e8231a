// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.login.KeptAnswers;
import io.prunelle.gateway.page.login.KeptAnswers.Kept;
import io.prunelle.gateway.page.view.Said.What;
import io.prunelle.gateway.page.view.Views;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
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
  private final Situations situations;
  private final Turning turning;
  private final Views views;
  private final Replies replies;

  Confirming(
      KeptAnswers kept,
      FreshSignIn fresh,
      Recording recording,
      ConsentLedger ledger,
      Situations situations,
      Turning turning,
      Views views,
      Replies replies) {
    this.kept = kept;
    this.fresh = fresh;
    this.recording = recording;
    this.ledger = ledger;
    this.situations = situations;
    this.turning = turning;
    this.views = views;
    this.replies = replies;
  }

  /** Keeps an answer until who gave it has signed in again. */
  Future<Void> later(Visit visit, Answer answer) {
    return kept.keep(visit.context().request(), visit.session(), Held.of(visit, answer).encode())
        .compose(keeping -> fresh.ask(visit, Paths.CONFIRM));
  }

  /** An answer as it is kept. */
  static String held(String patient, Answer answer) {
    return new Held(patient, answer).encode();
  }

  /** What is about to be recorded. */
  Future<Void> show(Visit visit) {
    return kept.find(visit.context().request(), visit.session())
        .compose(
            found -> {
              Optional<Held> held = found.map(Kept::answer).flatMap(Held::decode);
              if (held.isEmpty()) {
                return recording.say(visit, What.NOTHING_KEPT, "");
              }
              return held.get().isFor(visit)
                  ? show(visit, held.get().answer(), found.orElseThrow().handle())
                  : turn(visit, held.get());
            });
  }

  /** Another window has turned to somebody else: this page is about whom the answer is for. */
  private Future<Void> turn(Visit visit, Held held) {
    if (!turning.to(visit, held.patient())) {
      return recording.say(visit, What.NOTHING_KEPT, "");
    }
    Redirect.to(visit.context(), Paths.CONFIRM);
    return Future.succeededFuture();
  }

  private Future<Void> show(Visit visit, Answer answer, String handle) {
    return ledger
        .hostings(visit.bearer(), visit.language().tag())
        .compose(hostings -> show(visit, answer, handle, hostings));
  }

  /**
   * Says what there is to say of an answer that cannot be given: by another window it may have
   * been, or by this one, which was not told in time.
   */
  private Future<Void> instead(Visit visit, List<Hosting> hostings, Answer answer) {
    Optional<Long> position = given(hostings, answer);
    if (position.isEmpty()) {
      What why = isOfFormerText(hostings, answer) ? What.NOTICE_CHANGED : What.NOT_POSSIBLE;
      return recording.say(visit, why, answer);
    }
    What what = answer.kind() == Answer.Kind.OBJECT ? What.OBJECTED : What.RECORDED_BEFORE;
    return recording.stands(visit, what, answer, position);
  }

  /** Whether there is another text by now, that can be read and answered. */
  private static boolean isOfFormerText(List<Hosting> hostings, Answer answer) {
    return hostings.stream()
        .filter(one -> one.id().equals(answer.hosting()))
        .filter(one -> one.status() == Hosting.Status.OPEN)
        .anyMatch(one -> one.notice().version() != answer.notice());
  }

  /** Where it stands. What stood before it was asked for is not it, be it the same. */
  private static Optional<Long> given(List<Hosting> hostings, Answer answer) {
    return hostings.stream()
        .filter(one -> one.id().equals(answer.hosting()))
        .filter(one -> one.state().name().equals(answer.kind().name()))
        .flatMap(one -> one.decision().stream())
        .filter(decision -> decision.position() > answer.since())
        .filter(decision -> decision.notice().filter(of -> of == answer.notice()).isPresent())
        .map(Decision::position)
        .findFirst();
  }

  private Future<Void> show(Visit visit, Answer answer, String handle, List<Hosting> hostings) {
    return situations
        .of(visit, hostings)
        .map(
            situation ->
                views.confirm(
                    visit.language(), visit.reader(), answer, handle, hostings, situation))
        .compose(
            page -> {
              if (page.isEmpty()) {
                // Else it would go on to wait for what cannot come
                return kept.take(visit.context().request(), visit.session(), handle)
                    .compose(taken -> instead(visit, hostings, answer));
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
              Optional<Answer> answer =
                  taken
                      .map(Kept::answer)
                      .flatMap(Held::decode)
                      .filter(held -> held.isFor(visit))
                      .map(Held::answer);
              if (answer.isEmpty()) {
                return recording.say(visit, What.NOTHING_KEPT, "");
              }
              return yes
                  ? recording.record(visit, answer.get())
                  : recording.say(visit, What.NOT_CONFIRMED, answer.get().hosting());
            });
  }

  /**
   * An answer as it is kept.
   *
   * @param patient FHIR id of whom it is for
   */
  private record Held(String patient, Answer answer) {

    static Held of(Visit visit, Answer answer) {
      return new Held(visit.patient(), answer);
    }

    boolean isFor(Visit visit) {
      return patient.equals(visit.patient());
    }

    String encode() {
      return patient + " " + answer.encode();
    }

    static Optional<Held> decode(String text) {
      int space = text.indexOf(' ');
      return space < 1
          ? Optional.empty()
          : Answer.decode(text.substring(space + 1))
              .map(answer -> new Held(text.substring(0, space), answer));
    }
  }
}
