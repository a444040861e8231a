// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.server.StrictPage;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;
import org.keycloak.theme.FreeMarkerException;
import org.keycloak.theme.Theme;
import org.keycloak.theme.beans.MessageFormatterMethod;
import org.keycloak.theme.freemarker.FreeMarkerProvider;

/** Turns a template and what it shows into an answer, with the realm's login theme. */
final class Screen {
  // everything comes from this server, and nothing runs
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self' data:;"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final KeycloakSession session;
  private final Language language;

  Screen(KeycloakSession session, Language language) {
    this.session = session;
    this.language = language;
  }

  Response show(Response.Status status, String template, Map<String, Object> model) {
    RealmModel realm = session.getContext().getRealm();
    return StrictPage.of(session, status, html(realm, template, model), POLICY, "same-origin");
  }

  private String html(RealmModel realm, String template, Map<String, Object> model) {
    try {
      Theme theme = session.theme().getTheme(Theme.Type.LOGIN);
      String root = Urls.themeRoot(session.getContext().getUri().getBaseUri()).getPath();
      Map<String, Object> data = new HashMap<>(model);
      data.put("lang", language.code());
      data.put("otherLang", language.other());
      data.put("common", root + "/common/keycloak");
      data.put("resources", root + "/login/" + theme.getName());
      data.put(
          "msg",
          new MessageFormatterMethod(
              language.locale(), theme.getEnhancedMessages(realm, language.locale())));
      return session.getProvider(FreeMarkerProvider.class).processTemplate(data, template, theme);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FreeMarkerException e) {
      throw new IllegalStateException(e);
    }
  }
}
