// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.administration.Administration;
import io.prunelle.keycloak.administration.NotPermitted;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.RealmManager;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissions;

/**
 * What every page goes through: set up? signed in? this realm? then the page, and whatever it
 * throws as a page too.
 */
final class Console {
  private static final Logger LOG = Logger.getLogger(Console.class);
  private static final String TOKEN = "token";

  private final KeycloakSession session;
  private final RealmModel signInRealm;
  private final Addresses addresses;

  /**
   * @param session its context is the realm in which administrators sign in
   */
  Console(KeycloakSession session) {
    this.session = session;
    this.signInRealm = session.getContext().getRealm();
    this.addresses = new Addresses(session.getContext().getUri(), signInRealm.getName());
  }

  /** The realms that the visitor administers; with only one, that. */
  Response realms() {
    return enter(
        (door, visitor) -> {
          List<String> names =
              session
                  .realms()
                  .getRealmsStream()
                  .filter(realm -> administers(visitor, realm))
                  .map(RealmModel::getName)
                  .sorted()
                  .toList();
          if (names.size() == 1) {
            return Response.seeOther(addresses.page(names.get(0))).build();
          }
          if (names.isEmpty()) {
            return notice(visitor, Response.Status.FORBIDDEN, "notPermitted");
          }
          return new Screen(session, language(visitor))
              .show(
                  Response.Status.OK,
                  "hosting-console-realms.ftl",
                  Map.of(
                      "list",
                      names.stream()
                          .map(
                              name ->
                                  Map.of("name", name, "page", addresses.page(name).getRawPath()))
                          .toList(),
                      "signOut",
                      door.signOut(addresses.top()).toString()));
        });
  }

  /** A page of a realm that only shows. */
  Response get(String realm, Function<Visit, Response> page) {
    return enter((door, visitor) -> visit(door, visitor, realm, Fields.none(), page));
  }

  /** A page of a realm that was sent a form. */
  Response post(String realm, MultivaluedMap<String, String> form, Function<Visit, Response> page) {
    return enter(
        (door, visitor) -> {
          Fields fields = new Fields(form);
          return visitor.sent(fields.text(TOKEN))
              ? visit(door, visitor, realm, fields, page)
              : notice(visitor, Response.Status.FORBIDDEN, "notOurForm");
        });
  }

  private interface Inside {
    Response show(Door door, Visitor visitor);
  }

  private Response enter(Inside inside) {
    Optional<Door> door = Door.of(session);
    if (door.isEmpty()) {
      return notice(null, Response.Status.SERVICE_UNAVAILABLE, "notSetUp");
    }
    Optional<Visitor> visitor = door.get().visitor();
    boolean reading = session.getContext().getHttpRequest().getHttpMethod().equals("GET");
    if (visitor.isEmpty()) {
      // whoever comes back from signing in and is still not known would be sent round for ever
      return door.get().returned()
          ? notice(null, Response.Status.FORBIDDEN, "notSignedIn")
          : Response.seeOther(door.get().signIn(reading ? door.get().plain() : addresses.top()))
              .build();
    }
    if (reading && door.get().returned()) {
      return Response.seeOther(door.get().plain()).build();
    }
    return chosen(
        visitor.get(), guarded(visitor.get(), () -> inside.show(door.get(), visitor.get())));
  }

  private Response visit(
      Door door, Visitor visitor, String name, Fields fields, Function<Visit, Response> page) {
    Optional<RealmModel> realm =
        Optional.ofNullable(session.realms().getRealmByName(name))
            .filter(each -> administers(visitor, each));
    if (realm.isEmpty()) {
      return notice(visitor, Response.Status.NOT_FOUND, "noSuchPage");
    }
    Language language = language(visitor);
    session.getContext().setRealm(realm.get());
    Administration administration =
        new Administration(
            session,
            realm.get(),
            AdminPermissions.evaluator(session, realm.get(), visitor.auth()),
            new AdminEventBuilder(
                realm.get(), visitor.auth(), session, session.getContext().getConnection()));
    return page.apply(
        new Visit(
            session,
            realm.get(),
            administration,
            addresses,
            language,
            visitor,
            door.signOut(addresses.top()),
            fields));
  }

  // as Keycloak's own administration has it: each realm its own, the administration realm all
  private boolean administers(Visitor visitor, RealmModel realm) {
    return (realm.equals(signInRealm) || RealmManager.isAdministrationRealm(signInRealm))
        && AdminPermissions.realms(session, visitor.auth()).isAdmin(realm);
  }

  private Response guarded(Visitor visitor, Supplier<Response> page) {
    try {
      return page.get();
    } catch (NotPermitted lacking) {
      return undone(visitor, Response.Status.FORBIDDEN, "notPermitted");
    } catch (NoSuchPage none) {
      return undone(visitor, Response.Status.NOT_FOUND, "noSuchPage");
    } catch (RuntimeException e) {
      LOG.error("a page of the hosting administration failed", e);
      return undone(visitor, Response.Status.INTERNAL_SERVER_ERROR, "failed");
    }
  }

  private Response undone(Visitor visitor, Response.Status status, String what) {
    session.getTransactionManager().setRollbackOnly();
    return notice(visitor, status, what);
  }

  private Response notice(@Nullable Visitor visitor, Response.Status status, String what) {
    return new Screen(session, language(visitor))
        .show(
            status,
            "hosting-console-notice.ftl",
            Map.of("what", what, "top", addresses.top().getRawPath()));
  }

  private Language language(@Nullable Visitor visitor) {
    return Language.of(
        session.getContext().getUri().getQueryParameters().getFirst(Language.PARAMETER),
        session.getContext().getHttpRequest().getHttpHeaders(),
        visitor == null ? null : visitor.auth().getUser().getFirstAttribute("locale"));
  }

  private Response chosen(Visitor visitor, Response response) {
    Language language = language(visitor);
    if (!language.chosen()) {
      return response;
    }
    URI top = addresses.top();
    return Response.fromResponse(response)
        .cookie(language.cookie(top.getRawPath(), "https".equals(top.getScheme())))
        .build();
  }
}
