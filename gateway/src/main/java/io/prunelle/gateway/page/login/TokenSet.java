// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * The tokens of one session. They never leave the server.
 *
 * @param expires when the access token stops to be of use
 */
record TokenSet(String access, String refresh, String id, Instant expires) {

  /** A call that takes a moment must not outlive its token. */
  static final Duration MOMENT = Duration.ofSeconds(10);

  /**
   * Reads a token response.
   *
   * @throws SignInFailure when a token is missing
   */
  static TokenSet from(JsonObject response, Instant now) {
    if (response.getValue("access_token") instanceof String access
        && response.getValue("refresh_token") instanceof String refresh
        && response.getValue("id_token") instanceof String id
        && response.getValue("expires_in") instanceof Number seconds) {
      return new TokenSet(access, refresh, id, now.plusSeconds(seconds.longValue()));
    }
    throw SignInFailure.rejected("incomplete token response");
  }

  /** Whether the access token is of use for that long from now on. */
  boolean usable(Instant now, Duration so) {
    return now.plus(so).isBefore(expires);
  }

  @Override
  public String toString() {
    return "TokenSet[expires=" + expires + "]";
  }
}
