// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.mail;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The mail that tells a patient that there was an unusual access, and where to read of it. It is
 * the same for everybody: it names no person, practice or reason, so that whoever sees it over the
 * patient's shoulder, or on the way, learns nothing of them.
 */
public final class UnusualMail {
  /** The realm's attribute that says where patients read of it; none is sent when absent. */
  public static final String PAGE = "prunelle.page";

  private static final String TEMPLATE = "unusual-access.ftl";
  private static final String SUBJECT = "unusualAccessMailSubject";

  private final KeycloakSession session;
  private final RealmModel realm;

  public UnusualMail(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** Whether the realm has a mail server, and a page to lead to. */
  public boolean isAvailable() {
    Map<String, String> server = realm.getSmtpConfig();
    return server != null && !blank(server.get("host")) && page().isPresent();
  }

  /** Whether somebody has shown that the address is the user's. */
  public static boolean reaches(UserModel user) {
    return user.isEnabled() && user.isEmailVerified() && !blank(user.getEmail());
  }

  /**
   * Sends it, in the user's language.
   *
   * @throws NotSent when the mail server did not take it
   */
  public void send(UserModel user) {
    try {
      session
          .getProvider(EmailTemplateProvider.class)
          .setRealm(realm)
          .setUser(user)
          // Keycloak adds what its templates need
          .send(SUBJECT, TEMPLATE, new HashMap<>(Map.of("page", page().orElseThrow().toString())));
    } catch (EmailException | RuntimeException failed) {
      throw new NotSent(kinds(failed));
    }
  }

  /** Not the messages, which may hold the address. */
  private static String kinds(Throwable failed) {
    StringJoiner kinds = new StringJoiner(", by ");
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      kinds.add(cause.getClass().getSimpleName());
    }
    return kinds.toString();
  }

  /** From the realm alone: what a request says of hosts leads nobody anywhere. */
  private Optional<URI> page() {
    String configured = realm.getAttribute(PAGE);
    try {
      return Optional.ofNullable(configured)
          .filter(text -> !text.isBlank())
          .map(URI::create)
          .filter(uri -> "https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          .filter(uri -> uri.getHost() != null && uri.getUserInfo() == null);
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isBlank();
  }
}
