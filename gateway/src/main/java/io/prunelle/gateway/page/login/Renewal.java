// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.page.login.Sessions.Open;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;

/**
 * Renews the tokens of a session, on one instance at a time: a refresh token that is rotated counts
 * once (RFC 9700, 4.14.2), and showing it twice ends the session at the provider. Requests that
 * come meanwhile, here or elsewhere, wait for what comes of it.
 */
final class Renewal {

  /** Longer than the provider is waited for in all; an instance that dies leaves it to others. */
  static final Duration LEASE = Duration.ofSeconds(20);

  private static final Duration PATIENCE = Duration.ofSeconds(12);
  private static final long LOOK_MILLIS = 100;

  private final Vertx vertx;
  private final Grants grants;
  private final Sessions sessions;
  private final SessionTable table;
  private final Clock clock;

  Renewal(Vertx vertx, Grants grants, Sessions sessions, SessionTable table, Clock clock) {
    this.vertx = vertx;
    this.grants = grants;
    this.sessions = sessions;
    this.table = table;
    this.clock = clock;
  }

  /**
   * The session with newer tokens. Fails with {@link SignInFailure}.
   *
   * @param so how long those that somebody else got have to hold to do as well
   */
  Future<Session> of(Open open, Duration so) {
    return of(open, so, PATIENCE.toMillis() / LOOK_MILLIS);
  }

  private Future<Session> of(Open open, Duration so, long looks) {
    return table
        .claim(Sessions.key(open.id()), open.version(), LEASE)
        .compose(
            lease ->
                lease.isPresent()
                    ? refresh(open, so, lease.get())
                    : otherwise(open, so, looks - 1));
  }

  private Future<Session> refresh(Open open, Duration so, OffsetDateTime lease) {
    return grants
        .refresh(open.session().tokens(), open.session().subject())
        .compose(
            renewed ->
                sessions
                    .replace(open, lease, renewed)
                    .compose(
                        kept -> kept.map(Future::succeededFuture).orElseGet(() -> late(open, so))),
            failure ->
                over(failure)
                    ? sessions
                        .close(open, lease)
                        .compose(closed -> closed ? Future.failedFuture(failure) : late(open, so))
                    : table
                        .release(Sessions.key(open.id()), lease)
                        .transform(released -> Future.failedFuture(failure)));
  }

  /** The lease was over: what came of it says nothing of what somebody else has made of it. */
  private Future<Session> late(Open open, Duration so) {
    return otherwise(open, so, 0);
  }

  /** The refresh token is used up, whatever was wrong with what came. */
  private static boolean over(Throwable failure) {
    return failure instanceof SignInFailure known
        && known.reason() != SignInFailure.Reason.UNAVAILABLE;
  }

  /** Somebody else has renewed it, or is about to. */
  private Future<Session> otherwise(Open open, Duration so, long looks) {
    return sessions
        .find(open.id())
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.failedFuture(SignInFailure.ended());
              }
              Open now = found.get();
              if (now.session().tokens().usable(clock.instant(), so)) {
                return Future.succeededFuture(now.session());
              }
              return looks <= 0
                  ? Future.failedFuture(SignInFailure.unavailable("another renewal takes long"))
                  : pause().compose(waited -> of(now, so, looks));
            });
  }

  private Future<Void> pause() {
    Promise<Void> over = Promise.promise();
    vertx.setTimer(LOOK_MILLIS, timer -> over.complete());
    return over.future();
  }
}
