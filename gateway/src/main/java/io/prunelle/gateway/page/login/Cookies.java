// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How the page's cookies are made. Over https they are {@code Secure} and carry the prefix {@code
 * __Host-}, which no other host and no plain connection can set (RFC 6265bis, 4.1.3).
 */
public final class Cookies {

  private final boolean secure;

  /**
   * Cookies for a page at this address.
   *
   * @param publicUrl what browsers use
   */
  public Cookies(URI publicUrl) {
    this.secure = "https".equalsIgnoreCase(publicUrl.getScheme());
  }

  /** The value of a cookie that was sent once; a second of the same name makes it untrusted. */
  public Optional<String> read(HttpServerRequest request, String name) {
    var given = request.cookies(named(name));
    return given.size() == 1 ? given.stream().findFirst().map(Cookie::getValue) : Optional.empty();
  }

  /** Sets a cookie until the browser closes. */
  public void set(HttpServerResponse response, String name, String value) {
    response.addCookie(cookie(name, value));
  }

  public void set(HttpServerResponse response, String name, String value, Duration lasts) {
    response.addCookie(cookie(name, value).setMaxAge(lasts.toSeconds()));
  }

  public void clear(HttpServerResponse response, String name) {
    response.addCookie(cookie(name, "").setMaxAge(0));
  }

  private Cookie cookie(String name, String value) {
    return Cookie.cookie(named(name), value)
        .setHttpOnly(true)
        .setSecure(secure)
        // Lax, not Strict: the way back from the identity provider is a cross-site navigation
        .setSameSite(CookieSameSite.LAX)
        // As __Host- demands
        .setPath("/");
  }

  private String named(String name) {
    return (secure ? "__Host-" : "") + "prunelle-" + name;
  }
}
