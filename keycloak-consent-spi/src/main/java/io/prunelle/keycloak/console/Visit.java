// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.administration.Administration;
import io.prunelle.keycloak.patient.Practices;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** A visitor on a page of one realm. */
final class Visit {
  /** What can have been done just before; anything else in an address is not repeated. */
  private static final List<String> DONE = List.of("hostSaved", "hostingSaved", "noticePublished");

  private final KeycloakSession session;
  private final RealmModel realm;
  private final Administration administration;
  private final Addresses addresses;
  private final Language language;
  private final Visitor visitor;
  private final URI signOut;
  private final Fields fields;

  Visit(
      KeycloakSession session,
      RealmModel realm,
      Administration administration,
      Addresses addresses,
      Language language,
      Visitor visitor,
      URI signOut,
      Fields fields) {
    this.session = session;
    this.realm = realm;
    this.administration = administration;
    this.addresses = addresses;
    this.language = language;
    this.visitor = visitor;
    this.signOut = signOut;
    this.fields = fields;
  }

  Administration administration() {
    return administration;
  }

  Fields fields() {
    return fields;
  }

  Locale locale() {
    return language.locale();
  }

  /** The path of a page of the realm. */
  String path(String... path) {
    return addresses.page(realm.getName(), path).getRawPath();
  }

  /** The practice's name, or else its alias. */
  String practice(String alias) {
    return new Practices(session, realm).name(alias).orElse(alias);
  }

  /** The aliases and names of the practices, by name. */
  List<Practices.Practice> practices() {
    return new Practices(session, realm).all();
  }

  Response show(String template, Map<String, Object> model) {
    return show(Response.Status.OK, template, model);
  }

  Response show(Response.Status status, String template, Map<String, Object> model) {
    return new Screen(session, language).show(status, template, framed(model));
  }

  /** Leads on after something was done, so that to load again does not do it again. */
  Response done(String what, String... path) {
    return Response.seeOther(addresses.done(what, realm.getName(), path)).build();
  }

  String day(LocalDate day) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(locale()).format(day);
  }

  String time(Instant at) {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
        .withLocale(locale())
        .withZone(ZoneId.systemDefault())
        .format(at);
  }

  String day(Instant at) {
    return day(LocalDate.ofInstant(at, ZoneId.systemDefault()));
  }

  private Map<String, Object> framed(Map<String, Object> model) {
    Map<String, Object> framed = new HashMap<>(model);
    UserModel user = visitor.auth().getUser();
    framed.put("user", user.getUsername());
    framed.put("realmName", realm.getDisplayName() == null ? realm.getName() : display());
    framed.put("home", path());
    framed.put("realms", addresses.top().getRawPath());
    framed.put("ledgerPage", path("ledger"));
    framed.put("setupPage", path("setup"));
    framed.put("signOut", signOut.toString());
    framed.put("formToken", visitor.secret());
    framed.put("seesRealm", administration.rights().viewRealm());
    framed.put("managesRealm", administration.rights().manageRealm());
    String done = session.getContext().getUri().getQueryParameters().getFirst("done");
    if (done != null && DONE.contains(done)) {
      framed.put("done", done);
    }
    return framed;
  }

  private String display() {
    String name = realm.getDisplayName();
    return name.isBlank() ? realm.getName() : name;
  }
}
