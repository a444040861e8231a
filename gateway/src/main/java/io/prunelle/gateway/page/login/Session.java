// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Someone signed in to the page. Safe to use from several event loops. */
public final class Session {

  private final Instant began;
  private final String csrf = Secrets.fresh();
  private final AtomicReference<@Nullable Object> note = new AtomicReference<>();

  private Instant lastUsed;
  private SignedIn signedIn;
  private @Nullable Future<SignedIn> renewal;

  /**
   * What a sign-in or a refresh yields.
   *
   * @param caller as verified from the access token
   */
  record SignedIn(TokenSet tokens, Caller caller) {}

  Session(SignedIn signedIn, Instant now) {
    this.signedIn = signedIn;
    this.began = now;
    this.lastUsed = now;
  }

  /** Who it is, as of the newest token. */
  public synchronized Caller caller() {
    return signedIn.caller();
  }

  /** The value every form of this session carries. */
  public String csrf() {
    return csrf;
  }

  /** Whether a form carries this session's value. */
  public boolean vouchesFor(@Nullable String given) {
    return Secrets.same(csrf, given);
  }

  /** Leaves a note for the next page shown in this session. */
  public void leave(Object message) {
    note.set(message);
  }

  /** Takes the note, once. */
  public <T> Optional<T> take(Class<T> type) {
    return Optional.ofNullable(note.getAndSet(null)).filter(type::isInstance).map(type::cast);
  }

  synchronized TokenSet tokens() {
    return signedIn.tokens();
  }

  /** Renews the tokens; requests that come together share one renewal. */
  synchronized Future<SignedIn> renew(Supplier<Future<SignedIn>> refresh) {
    Future<SignedIn> underWay = renewal;
    if (underWay != null && !underWay.isComplete()) {
      return underWay;
    }
    Future<SignedIn> started = refresh.get().onSuccess(this::replace);
    renewal = started;
    return started;
  }

  private synchronized void replace(SignedIn renewed) {
    signedIn = renewed;
  }

  synchronized void touch(Instant now) {
    lastUsed = now;
  }

  synchronized boolean over(SessionLimits limits, Instant now) {
    return !now.isBefore(lastUsed.plus(limits.idle()))
        || !now.isBefore(began.plus(limits.absolute()));
  }
}
