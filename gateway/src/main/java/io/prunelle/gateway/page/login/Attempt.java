// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in under way: what has to come back unchanged. It is kept, sealed, in the browser that
 * began it, so that unfinished attempts cost the server nothing.
 *
 * @param state binds the answer to this browser (RFC 6749, 10.12)
 * @param nonce binds the ID token to this attempt (OpenID Connect Core, 3.1.2.1)
 * @param verifier binds the code to this attempt (RFC 7636)
 * @param back path of the page that was asked for
 * @param maxAge how old the authentication may be that it ends with; null for any
 * @param acr of which kind it has to be; null for any
 */
record Attempt(
    String state,
    String nonce,
    String verifier,
    String back,
    Instant expires,
    @Nullable Duration maxAge,
    @Nullable String acr) {

  /** Long enough to read the consent question that may come up while signing in. */
  static final Duration PATIENCE = Duration.ofMinutes(30);

  static Attempt begin(String back, Instant now, @Nullable Duration maxAge, @Nullable String acr) {
    return new Attempt(
        Secrets.fresh(), Secrets.fresh(), Secrets.fresh(), back, now.plus(PATIENCE), maxAge, acr);
  }

  /** The S256 challenge. */
  String challenge() {
    return Secrets.sha256(verifier);
  }

  String sealed(Seal seal) {
    return seal.close(
        new JsonObject()
            .put("state", state)
            .put("nonce", nonce)
            .put("verifier", verifier)
            .put("back", back)
            .put("expires", expires.getEpochSecond())
            .put("maxAge", maxAge == null ? null : maxAge.toSeconds())
            .put("acr", acr)
            .encode());
  }

  /** The attempt in a cookie; empty when it was not sealed by us or took too long. */
  static Optional<Attempt> open(String sealed, Seal seal, Instant now) {
    return seal.open(sealed).flatMap(Attempt::read).filter(open -> now.isBefore(open.expires));
  }

  private static Optional<Attempt> read(String text) {
    try {
      JsonObject json = new JsonObject(text);
      Long maxAge = json.getLong("maxAge");
      return Optional.of(
          new Attempt(
              json.getString("state"),
              json.getString("nonce"),
              json.getString("verifier"),
              json.getString("back"),
              Instant.ofEpochSecond(json.getLong("expires")),
              maxAge == null ? null : Duration.ofSeconds(maxAge),
              json.getString("acr")));
    } catch (DecodeException | ClassCastException | NullPointerException foreign) {
      return Optional.empty();
    }
  }
}
