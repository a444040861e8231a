// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import org.jspecify.annotations.Nullable;

/** Why nobody is signed in. The detail is for the log: it holds no token and nothing of a user. */
public final class SignInFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What the page has to tell apart. */
  public enum Reason {
    /** What came back does not fit what was begun, or does not hold. */
    REJECTED,
    /** Who signed in did so in a weaker way than was asked for. */
    TOO_WEAK,
    /** The session at the identity provider is over. */
    ENDED,
    /** The identity provider is out of reach. */
    UNAVAILABLE
  }

  private final Reason reason;
  private final @Nullable String back;

  SignInFailure(Reason reason, String detail) {
    this(reason, detail, null);
  }

  private SignInFailure(Reason reason, String detail, @Nullable String back) {
    super(detail, null, false, false);
    this.reason = reason;
    this.back = back;
  }

  public Reason reason() {
    return reason;
  }

  /** The path that was asked for, where it may be asked for again; null for none. */
  public @Nullable String back() {
    return back;
  }

  static SignInFailure rejected(String detail) {
    return new SignInFailure(Reason.REJECTED, detail);
  }

  static SignInFailure tooWeak(String back) {
    return new SignInFailure(Reason.TOO_WEAK, "ID token acr", back);
  }

  static SignInFailure ended() {
    return new SignInFailure(Reason.ENDED, "the session is over");
  }

  static SignInFailure unavailable(String detail) {
    return new SignInFailure(Reason.UNAVAILABLE, detail);
  }
}
