// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.realm;

import io.prunelle.gateway.config.Settings;
import io.vertx.ext.web.client.HttpRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** How clients of the realm show at its endpoints who they are. */
public final class ClientPassword {

  private ClientPassword() {}

  /**
   * Adds the client's id and secret to a request (RFC 6749, 2.3.1): both are form-encoded before
   * they become user and password, so that a realm that decodes them finds what they were.
   *
   * @return the same request
   */
  public static <T> HttpRequest<T> on(HttpRequest<T> request, Settings.Credentials client) {
    return request.basicAuthentication(formEncoded(client.id()), formEncoded(client.secret()));
  }

  private static String formEncoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
