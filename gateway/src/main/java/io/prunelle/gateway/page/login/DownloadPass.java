// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;

/**
 * That a file was begun to be sent to this browser in this session: where it broke off it goes on
 * without another sign-in. What there is of it is at that device already. The browser keeps it,
 * sealed.
 */
public final class DownloadPass {

  private static final String COOKIE = "download";
  private static final Duration KEPT = Duration.ofHours(1);

  private final Cookies cookies;
  private final Seal seal;

  /**
   * Passes of one client.
   *
   * @param secrets of the client, the one in use first
   */
  public DownloadPass(Cookies cookies, List<String> secrets) {
    this.cookies = cookies;
    this.seal = Seal.of(secrets, "prunelle page: download");
  }

  /** Lets this browser go on with that file, and no other, while the session lasts. */
  public void give(HttpServerRequest request, Session session, String file) {
    cookies.set(request.response(), COOKIE, seal.close(file, session.csrf()), KEPT);
  }

  /** Whether it may. */
  public boolean holds(HttpServerRequest request, Session session, String file) {
    return cookies
        .read(request, COOKIE)
        .flatMap(kept -> seal.open(kept, session.csrf()))
        .filter(file::equals)
        .isPresent();
  }
}
