// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.TOO_LARGE;

import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Exchange.Answer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/**
 * An answer as it comes in. While it is read it takes several times its size: of those that are
 * large there is one at a time, and the others wait where they are.
 */
final class Gathered {

  private static final int LARGE = 1 << 20;

  private enum Turn {
    NONE,
    ASKED,
    HAD,
    OVER
  }

  private final Lanes large;
  private final long longest;
  private final Buffer body = Buffer.buffer();
  private final Promise<Gathered> whole = Promise.promise();
  private int status;
  private Turn turn = Turn.NONE;

  /**
   * @param longest beyond which it is not read, in bytes
   */
  Gathered(Lanes large, long longest) {
    this.large = large;
    this.longest = longest;
  }

  Future<Gathered> from(HttpClientResponse response) {
    status = response.statusCode();
    response
        .exceptionHandler(whole::tryFail)
        .endHandler(end -> whole.tryComplete(this))
        .handler(chunk -> add(response, chunk));
    return whole.future();
  }

  private void add(HttpClientResponse response, Buffer chunk) {
    if (body.length() + chunk.length() > longest) {
      whole.tryFail(new TransferFailure(TOO_LARGE, "an answer beyond " + longest + " bytes"));
      return;
    }
    body.appendBuffer(chunk);
    if (body.length() > LARGE && turn == Turn.NONE) {
      turn = Turn.ASKED;
      response.pause();
      large.turn().onSuccess(mine -> begin(response));
    }
  }

  private void begin(HttpClientResponse response) {
    if (turn == Turn.OVER) {
      large.leave();
    } else {
      turn = Turn.HAD;
      response.resume();
    }
  }

  /** Whether it is kept waiting by another one, and not by its host. */
  boolean waits() {
    return turn == Turn.ASKED;
  }

  Answer answer() {
    return new Answer(status, body);
  }

  /** It is not needed any more, whether it was read or not. May be told again. */
  void release() {
    if (turn == Turn.HAD) {
      large.leave();
    }
    turn = Turn.OVER;
  }
}
