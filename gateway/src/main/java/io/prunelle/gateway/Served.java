// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.refusal.Answer;
import java.util.List;

/**
 * An answer about to be sent.
 *
 * @param ends what the journal will say of it, once it is known whether it was taken
 */
record Served(Answer answer, List<End> ends) {

  /**
   * How an entry of the journal ends, if the answer is taken.
   *
   * @param bytes of the answer that are about it
   */
  record End(Trace trace, int status, long bytes) {

    /** The same, if only its head is sent. */
    End empty() {
      return new End(trace, status, 0);
    }
  }

  static Served one(Trace trace, Answer answer) {
    return new Served(answer, List.of(new End(trace, answer.status(), answer.body().length())));
  }
}
