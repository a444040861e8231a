// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.ledger.LedgerFailure.Reason;
import io.prunelle.gateway.page.ledger.PaperDecision;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Has decisions bind before they are said to: the ledger is followed beside the requests, and a
 * request that comes a moment after a withdrawal would still get through.
 */
interface Binding {

  /**
   * Completes once nothing that begins gets through by what was decided before; fails when that is
   * not certain.
   *
   * @param position of a decision that permits nothing, in the ledger
   */
  Future<Void> binds(String patient, String hosting, long position);

  /** Completes once requests are held to all that the ledger has by now; fails if they may not. */
  Future<Void> reach();

  static Binding of(Consents consents) {
    return new Binding() {
      @Override
      public Future<Void> binds(String patient, String hosting, long position) {
        return consents.binds(patient, hosting, position);
      }

      @Override
      public Future<Void> reach() {
        return consents.reach();
      }
    };
  }

  /** After the ledger has taken an answer; fails with {@link LedgerFailure} alone. */
  default Future<Void> taken(String patient, Answer answer, long position) {
    return taken(answer.kind(), patient, answer.hosting(), position);
  }

  /** After the ledger has taken what was decided on paper; the same. */
  default Future<Void> taken(PaperDecision paper, long position) {
    return taken(paper.decision(), paper.patient(), paper.hosting(), position);
  }

  /** Nobody is harmed by a permission that comes later. */
  private Future<Void> taken(Answer.Kind kind, String patient, String hosting, long position) {
    return kind.permits() ? reach().otherwiseEmpty() : sure(binds(patient, hosting, position));
  }

  /**
   * After the ledger has said that such an answer was there before; the same.
   *
   * @param position of what stands, in the ledger; empty where that is not known: then all that the
   *     ledger has by now is to be followed, and nothing can be noted in its place
   */
  default Future<Void> stands(String patient, Answer answer, Optional<Long> position) {
    return stands(answer.kind(), patient, answer.hosting(), position);
  }

  /** After the ledger has said that it has what was decided on paper; the same. */
  default Future<Void> stands(PaperDecision paper, Optional<Long> position) {
    return stands(paper.decision(), paper.patient(), paper.hosting(), position);
  }

  private Future<Void> stands(
      Answer.Kind kind, String patient, String hosting, Optional<Long> position) {
    return kind.permits()
        ? Future.succeededFuture()
        : sure(position.map(at -> binds(patient, hosting, at)).orElseGet(this::reach));
  }

  private static Future<Void> sure(Future<Void> bound) {
    return bound.recover(
        failure -> Future.failedFuture(new LedgerFailure(Reason.UNAVAILABLE, failure)));
  }
}
