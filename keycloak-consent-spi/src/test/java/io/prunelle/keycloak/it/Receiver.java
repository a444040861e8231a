// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import com.nimbusds.jose.JWSObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;

/** Asks for receipts, in one form and language or another. */
final class Receiver {
  private final HttpClient http = HttpClient.newHttpClient();
  private final TestRealm realm;

  Receiver(TestRealm realm) {
    this.realm = realm;
  }

  Answer ask(String token, Object position, String accept, String language) {
    return ask(token, position + "/receipt", accept, language, "");
  }

  /** The page that leads back to a path; that is written as it is to stand in the address. */
  Answer page(String token, Object position, String language, String back) {
    return ask(token, position + "/receipt", "text/html", language, "?back=" + back);
  }

  private Answer ask(String token, String receipt, String accept, String language, String query) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(realm.url() + "/consent/me/decisions/" + receipt + query))
            .header("Authorization", "Bearer " + token)
            .header("Accept", accept)
            .header("Accept-Language", language)
            .build();
    try {
      return Answer.of(http.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The receipt as JWS. */
  JWSObject receipt(String username, Object position) {
    try {
      return JWSObject.parse(ask(realm.token(username), position, "*/*", "fr").ok().body());
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }
}
