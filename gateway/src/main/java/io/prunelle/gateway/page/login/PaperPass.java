// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.page.login.FormAuthors.Author;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Lets a form with a scan be read although its author's session has ended: the browser shows that
 * the form was made for somebody, before anything of it is read. It is in no address, which
 * histories and logs would keep; the form says itself whose it is.
 */
public final class PaperPass {

  private static final String COOKIE = "paper";

  private final Cookies cookies;
  private final FormAuthors authors;

  public PaperPass(Cookies cookies, FormAuthors authors) {
    this.cookies = cookies;
    this.authors = authors;
  }

  /**
   * With the form that is shown.
   *
   * @param who as {@link FormAuthors#close} says it
   */
  public void give(HttpServerRequest request, String who) {
    cookies.set(request.response(), COOKIE, who);
  }

  /** For whom this browser was last given such a form. */
  public Optional<Author> of(HttpServerRequest request) {
    return cookies.read(request, COOKIE).flatMap(authors::open);
  }
}
