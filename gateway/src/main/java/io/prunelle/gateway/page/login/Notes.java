// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one page leaves for the next one shown in the same session, once. The browser keeps it,
 * sealed, so that it does not matter which instance the next page comes from.
 */
public final class Notes {

  private static final String COOKIE = "note";
  private static final Duration KEPT = Duration.ofMinutes(5);

  private final Cookies cookies;
  private final Seal seal;

  /**
   * Notes of pages.
   *
   * @param secrets of the client, the one in use first
   */
  public Notes(Cookies cookies, List<String> secrets) {
    this.cookies = cookies;
    this.seal = Seal.of(secrets, "prunelle page: note");
  }

  /** Leaves a note, instead of one that was left before. */
  public void leave(HttpServerRequest request, Session session, String note) {
    cookies.set(request.response(), COOKIE, seal.close(note, session.csrf()), KEPT);
  }

  /** Takes the note, if one was left in this session. */
  public Optional<String> take(HttpServerRequest request, Session session) {
    Optional<String> kept = cookies.read(request, COOKIE);
    kept.ifPresent(read -> cookies.clear(request.response(), COOKIE));
    return kept.flatMap(note -> seal.open(note, session.csrf()));
  }
}
