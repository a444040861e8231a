// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a failed exchange with a host means for the caller. */
final class Failures {

  private static final Refusal BUSY =
      new Refusal.RecordUnavailable("host-busy", Duration.ofSeconds(5));

  private Failures() {}

  /** Of what has got no connection: that there was none in time tells nothing of the host. */
  static <T> Future<T> unconnected(Throwable failure) {
    return failure instanceof TimeoutException ? busy() : Future.failedFuture(failure);
  }

  /** Of what the host was not asked: a 503. */
  static <T> Future<T> busy() {
    return Future.failedFuture(BUSY.refused());
  }

  /** Whether the host gave no answer. */
  static boolean silent(Throwable failure) {
    return !(failure instanceof Refused) && !(failure instanceof ConnectionPoolTooBusyException);
  }

  /**
   * Whether a host closed the connection instead of answering. It may have been about to when it
   * was asked, and knows nothing of it then (RFC 9110, 9.2.2).
   */
  static boolean stale(Throwable failure) {
    return failure instanceof HttpClosedException;
  }

  /**
   * Operations are optional, and hosts that do not know one say so in several ways
   * (http://hl7.org/fhir/R4/operations.html).
   */
  static Throwable ofOperation(Throwable failure) {
    if (!(failure instanceof Refused refused)) {
      return failure;
    }
    Refusal refusal = refused.refusal();
    boolean unknown =
        refusal instanceof Refusal.BadUpstream
            && Set.of("host-answered-405", "host-answered-501").contains(refusal.reason());
    if (unknown) {
      return new Refusal.BadExchange(
              501, "operation-unknown", "The host of this record does not know this operation.")
          .refused();
    }
    return refusal instanceof Refusal.HostRefused no && no.status() == 400
        ? new Refusal.BadExchange(
                400,
                "operation-refused",
                "The host did not accept the request. It may not know this operation, or not with"
                    + " these parameters.")
            .refused()
        : failure;
  }

  /**
   * Hosts keep what they found for a while, and say of its pages afterwards what they say of
   * resources: that there is none, or none any more.
   */
  static Throwable ofPage(Throwable failure) {
    return forgotten(failure) == null ? failure : new Refusal.NotFound("page-forgotten").refused();
  }

  /** The same of a page that nobody asked for by itself. */
  static Throwable ofFurtherPage(Throwable failure) {
    Refusal.HostRefused forgotten = forgotten(failure);
    return forgotten == null
        ? failure
        : new Refusal.BadUpstream(502, "host-answered-" + forgotten.status()).refused();
  }

  private static Refusal.@Nullable HostRefused forgotten(Throwable failure) {
    return failure instanceof Refused refused
            && refused.refusal() instanceof Refusal.HostRefused no
            && (no.status() == 404 || no.status() == 410)
        ? no
        : null;
  }

  static <T> Future<T> refuse(Throwable failure) {
    if (failure instanceof Refused) {
      return Future.failedFuture(failure);
    } else if (failure instanceof ConnectionPoolTooBusyException) {
      return busy();
    } else if (failure instanceof TimeoutException) {
      return Future.failedFuture(new Refusal.BadUpstream(504, "host-timeout").refused());
    }
    return Future.failedFuture(new Refusal.BadUpstream(502, "host-unreachable").refused());
  }
}
