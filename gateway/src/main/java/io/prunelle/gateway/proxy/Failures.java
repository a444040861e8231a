// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** What a failed exchange with a host means for the caller. */
final class Failures {

  private Failures() {}

  /** Whether the host gave no answer. */
  static boolean silent(Throwable failure) {
    return !(failure instanceof Refused) && !(failure instanceof ConnectionPoolTooBusyException);
  }

  static <T> Future<T> refuse(Throwable failure) {
    if (failure instanceof Refused) {
      return Future.failedFuture(failure);
    } else if (failure instanceof ConnectionPoolTooBusyException) {
      return Future.failedFuture(
          new Refusal.RecordUnavailable("host-busy", Duration.ofSeconds(5)).refused());
    } else if (failure instanceof TimeoutException) {
      return Future.failedFuture(new Refusal.BadUpstream(504, "host-timeout").refused());
    }
    return Future.failedFuture(new Refusal.BadUpstream(502, "host-unreachable").refused());
  }
}
