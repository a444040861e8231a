// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.login.KeptAnswers;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Said;
import io.prunelle.gateway.page.view.Said.What;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands a patient's answer to the ledger, has it bind, then leads back to the page that says what
 * became of it.
 */
final class Recording {

  /** What is said of answers of before, by which a host may not give access any more. */
  private static final Set<What> STANDING =
      EnumSet.of(What.OBJECTED, What.NOTHING_TO_WITHDRAW, What.RECORDED_BEFORE);

  /** What is said of answers that no longer fit what is there now. */
  private static final Set<What> OVERTAKEN = EnumSet.of(What.NOTICE_CHANGED, What.NOT_POSSIBLE);

  private final ConsentLedger ledger;
  private final Binding binding;
  private final KeptAnswers kept;
  private final ClosedHosts closed;
  private final Placements placements;
  private final Home home;
  private final SaidNotes notes;
  private final Replies replies;

  Recording(
      ConsentLedger ledger,
      Binding binding,
      KeptAnswers kept,
      ClosedHosts closed,
      Placements placements,
      Home home,
      SaidNotes notes,
      Replies replies) {
    this.ledger = ledger;
    this.binding = binding;
    this.kept = kept;
    this.closed = closed;
    this.placements = placements;
    this.home = home;
    this.notes = notes;
    this.replies = replies;
  }

  Future<Void> record(Visit visit, Answer answer) {
    return shut(visit, answer)
        .compose(is -> is ? Future.succeededFuture(What.NOT_POSSIBLE) : decide(visit, answer))
        .compose(what -> say(visit, what, answer));
  }

  /**
   * Says what the ledger has had before, once that binds.
   *
   * @param position where the ledger has it
   */
  Future<Void> stands(Visit visit, What what, Answer answer, Optional<Long> position) {
    return bound(visit, what, answer, position).compose(sure -> say(visit, sure, answer));
  }

  /**
   * Says what became of an answer.
   *
   * @param what null where nobody knows
   */
  Future<Void> say(Visit visit, @Nullable What what, Answer answer) {
    if (what == null) {
      return unsure(visit, answer);
    }
    String written = answer.reason().orElse("");
    if (OVERTAKEN.contains(what) && !written.isEmpty()) {
      return overtaken(visit, new Said(what, answer.hosting(), written), answer);
    }
    return what == What.TRY_AGAIN
        ? keepWords(visit, answer).transform(done -> say(visit, what, answer.hosting()))
        : say(visit, what, answer.hosting());
  }

  private Future<Void> unsure(Visit visit, Answer answer) {
    return keepWords(visit, answer)
        .transform(
            done -> {
              replies.plain(visit.context(), 503, Plain.ANSWER_UNSURE);
              return Future.succeededFuture();
            });
  }

  /** A note cannot hold what somebody wrote; WCAG 2.2, 3.3.7: they do not write it twice. */
  private Future<Void> overtaken(Visit visit, Said said, Answer answer) {
    return home.overtaken(visit, said)
        .recover(
            failure -> keepWords(visit, answer).transform(kept -> Future.failedFuture(failure)));
  }

  /** Words that somebody wrote wait to be confirmed: whether it was recorded they see before. */
  private Future<Void> keepWords(Visit visit, Answer answer) {
    return answer.reason().isEmpty()
        ? Future.succeededFuture()
        : kept.keep(
            visit.context().request(), visit.session(), Confirming.held(visit.patient(), answer));
  }

  /** By a form of before the host closed, or the record left the practice. */
  private Future<Boolean> shut(Visit visit, Answer answer) {
    return answer.kind().permits()
        ? closed
            .is(answer.hosting())
            .compose(
                is ->
                    is
                        ? Future.succeededFuture(true)
                        : placements.departed(visit, answer.hosting().replaceFirst("@.*", "")))
        : Future.succeededFuture(false);
  }

  private Future<@Nullable What> decide(Visit visit, Answer answer) {
    return ledger
        .decide(visit.bearer(), answer)
        .compose(position -> binding.taken(visit.patient(), answer, position))
        .map(bound -> said(answer.kind()))
        .recover(failure -> notRecorded(visit, failure, answer));
  }

  /** The same once it binds; null for what may not. */
  private Future<@Nullable What> bound(Visit visit, What what, Answer answer) {
    return STANDING.contains(what)
        ? standing(visit, answer).compose(position -> bound(visit, what, answer, position))
        : Future.succeededFuture(what);
  }

  private Future<@Nullable What> bound(
      Visit visit, What what, Answer answer, Optional<Long> position) {
    return binding
        .stands(visit.patient(), answer, position)
        .transform(done -> Future.succeededFuture(done.succeeded() ? what : null));
  }

  /**
   * Where the ledger has the decision by which nothing is permitted: it answers that there is one,
   * and not where. Empty where it does not tell that either, or permits by now.
   */
  private Future<Optional<Long>> standing(Visit visit, Answer answer) {
    return ledger
        .hostings(visit.bearer(), visit.language().tag())
        .map(
            hostings ->
                hostings.stream()
                    .filter(one -> one.id().equals(answer.hosting()))
                    .filter(one -> !one.state().permits())
                    .flatMap(one -> one.decision().stream())
                    .map(Decision::position)
                    .findFirst())
        .otherwise(Optional.empty());
  }

  /** Leads to the page that says so. */
  Future<Void> say(Visit visit, What what, String hosting) {
    notes.leave(visit, new Said(what, hosting));
    Redirect.to(visit.context(), Paths.MESSAGE);
    return Future.succeededFuture();
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

  private Future<@Nullable What> notRecorded(Visit visit, Throwable failure, Answer answer) {
    if (!(failure instanceof LedgerFailure ledger)) {
      return Future.failedFuture(failure);
    }
    return switch (ledger.reason()) {
      case NOT_SIGNED_IN -> Future.failedFuture(failure);
      case CONFLICT -> bound(visit, standing(ledger.problem()), answer);
      case REFUSED -> Future.succeededFuture(What.NOT_POSSIBLE);
      case UNAVAILABLE -> Future.succeededFuture(untaken(ledger));
    };
  }

  /** What the ledger says not to have recorded; null where nobody knows. */
  private static @Nullable What untaken(LedgerFailure failure) {
    if (!failure.isUntaken()) {
      return null;
    }
    return failure.isTooOftenForToday() ? What.OFTEN : What.TRY_AGAIN;
  }

  /** Who clicks twice is told what stands, and not that it is not recorded. */
  private static What standing(String problem) {
    return switch (problem) {
      case "notice-not-current", "text-differs" -> What.NOTICE_CHANGED;
      case "already-objected" -> What.OBJECTED;
      case "nothing-to-withdraw" -> What.NOTHING_TO_WITHDRAW;
      default -> What.NOT_POSSIBLE;
    };
  }
}
