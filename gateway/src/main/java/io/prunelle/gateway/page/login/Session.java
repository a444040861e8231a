// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Someone signed in to the pages, as it was when a request came. Holds the tokens: none of it goes
 * to the browser but the form's token.
 */
public final class Session {

  private final String subject;
  private final String name;
  private final String csrf;
  private final TokenSet tokens;
  private final Instant until;
  private final Instant authenticatedAt;
  private final @Nullable String authenticatedAs;

  private Session(
      String subject,
      String name,
      String csrf,
      TokenSet tokens,
      Instant until,
      Instant authenticatedAt,
      @Nullable String authenticatedAs) {
    this.subject = subject;
    this.name = name;
    this.csrf = csrf;
    this.tokens = tokens;
    this.until = until;
    this.authenticatedAt = authenticatedAt;
    this.authenticatedAs = authenticatedAs;
  }

  /** A new one, which ends at that moment whatever happens. */
  static Session begin(SignedIn signedIn, Instant until) {
    return new Session(
        signedIn.caller().subject(),
        signedIn.caller().name(),
        Secrets.fresh(),
        signedIn.tokens(),
        until,
        signedIn.authenticatedAt(),
        signedIn.authenticatedAs());
  }

  /** The same with newer tokens, which are no newer authentication. */
  Session with(SignedIn renewed) {
    return new Session(
        subject,
        renewed.caller().name(),
        csrf,
        renewed.tokens(),
        until,
        authenticatedAt,
        authenticatedAs);
  }

  /** The user in the realm. */
  public String subject() {
    return subject;
  }

  /** For display. */
  public String name() {
    return name;
  }

  /** The value every form of this session carries. */
  String csrf() {
    return csrf;
  }

  /**
   * The value that forms carry which are about somebody in particular: one of them is of no use for
   * anybody else. Its first part is that of the session, the second theirs.
   *
   * @param ward null for who is signed in
   */
  public String csrf(@Nullable String ward) {
    return ofSession() + '.' + (ward == null ? csrf : Secrets.sha256(csrf + " " + ward));
  }

  /** Whether a form carries that value. */
  public boolean vouchesFor(@Nullable String given, @Nullable String ward) {
    return Secrets.same(csrf(ward), given);
  }

  /** Whether a form is of this session, whoever it is about. */
  public boolean made(@Nullable String given) {
    String ofSession = ofSession();
    return given != null
        && given.length() > ofSession.length()
        && given.charAt(ofSession.length()) == '.'
        && Secrets.same(ofSession, given.substring(0, ofSession.length()));
  }

  /** Not the secret itself, from which a ward's could be made. */
  private String ofSession() {
    return Secrets.sha256(csrf);
  }

  /** Whether the person showed who they are within this time. */
  public boolean authenticatedWithin(Duration age, Instant now) {
    return !now.isAfter(authenticatedAt.plus(age));
  }

  /**
   * Whether the person showed who they are in this way.
   *
   * @param acr in the realm's words
   */
  public boolean authenticatedAs(String acr) {
    return acr.equals(authenticatedAs);
  }

  TokenSet tokens() {
    return tokens;
  }

  boolean over(Instant now) {
    return !now.isBefore(until);
  }

  String encode() {
    return new JsonObject()
        .put("subject", subject)
        .put("name", name)
        .put("csrf", csrf)
        .put("access", tokens.access())
        .put("refresh", tokens.refresh())
        .put("id", tokens.id())
        .put("expires", tokens.expires().getEpochSecond())
        .put("until", until.getEpochSecond())
        .put("authenticated", authenticatedAt.getEpochSecond())
        .put("acr", authenticatedAs)
        .encode();
  }

  /** What {@link #encode} wrote; empty for anything else. */
  static Optional<Session> decode(String text) {
    try {
      JsonObject json = new JsonObject(text);
      return Optional.of(
          new Session(
              json.getString("subject"),
              json.getString("name"),
              json.getString("csrf"),
              new TokenSet(
                  json.getString("access"),
                  json.getString("refresh"),
                  json.getString("id"),
                  Instant.ofEpochSecond(json.getLong("expires"))),
              Instant.ofEpochSecond(json.getLong("until")),
              // One that was opened before this was kept counts as one of long ago
              Instant.ofEpochSecond(json.getLong("authenticated", 0L)),
              json.getString("acr")));
    } catch (DecodeException | ClassCastException | NullPointerException foreign) {
      return Optional.empty();
    }
  }
}
