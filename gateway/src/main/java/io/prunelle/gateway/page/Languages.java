// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.Cookies;
import io.prunelle.gateway.page.view.Language;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/** The language of an answer: the one chosen, else the one the browser asks for. */
final class Languages implements Handler<RoutingContext> {

  private static final String COOKIE = "language";
  private static final Duration REMEMBERED = Duration.ofDays(365);

  private final Cookies cookies;

  Languages(Cookies cookies) {
    this.cookies = cookies;
  }

  Language of(HttpServerRequest request) {
    return cookies
        .read(request, COOKIE)
        .flatMap(Language::tagged)
        .orElseGet(() -> Language.accepted(request.getHeader("Accept-Language")));
  }

  /** The switch: remembers the choice and leads back to the same page without the parameter. */
  @Override
  public void handle(RoutingContext context) {
    Optional<Language> chosen = Language.tagged(context.request().getParam("lang"));
    if (chosen.isEmpty()) {
      context.next();
      return;
    }
    cookies.set(context.response(), COOKIE, chosen.get().tag(), REMEMBERED);
    Redirect.to(context, Paths.here(context));
  }
}
