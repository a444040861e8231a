// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.setup.AdministrationClient;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.protocol.oidc.utils.PkceUtils;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.util.DefaultClientSessionContext;
import org.keycloak.utils.RoleResolveUtil;

/**
 * Lets in whoever has signed in to the pages' own client in this browser.
 *
 * <p>The pages live inside the server that signs people in, so that no token has to travel: the
 * session at the server, which its cookie names and which ends when it is ended there, says who it
 * is; that the client is part of that session says that its own sign-in flow was passed. The code
 * that comes back from signing in is not redeemed, and nobody can: the verifier of its challenge is
 * thrown away at once (RFC 7636).
 */
final class Door {
  private static final String CLIENT = AdministrationClient.ID;
  private static final String STATE_CHECKER = "state_checker";
  private static final Set<String> OF_A_RESPONSE =
      Set.of(
          OAuth2Constants.CODE,
          OAuth2Constants.STATE,
          OAuth2Constants.SESSION_STATE,
          OAuth2Constants.ISSUER,
          OAuth2Constants.ERROR,
          OAuth2Constants.ERROR_DESCRIPTION);

  private final KeycloakSession session;
  private final RealmModel realm;
  private final ClientModel client;

  private Door(KeycloakSession session, RealmModel realm, ClientModel client) {
    this.session = session;
    this.realm = realm;
    this.client = client;
  }

  /** The door in the realm of the request; empty where it was not set up. */
  static Optional<Door> of(KeycloakSession session) {
    RealmModel realm = session.getContext().getRealm();
    return Optional.ofNullable(realm.getClientByClientId(CLIENT))
        .filter(ClientModel::isEnabled)
        .filter(client -> OIDCLoginProtocol.LOGIN_PROTOCOL.equals(client.getProtocol()))
        .map(client -> new Door(session, realm, client));
  }

  /** Whoever has signed in, if anybody. */
  Optional<Visitor> visitor() {
    if (new AppAuthManager().authenticateIdentityCookie(session, realm) == null) {
      return Optional.empty();
    }
    UserSessionModel signedIn = session.getContext().getUserSession();
    AuthenticatedClientSessionModel here =
        signedIn.getAuthenticatedClientSessionByClient(client.getId());
    Object checker = session.getAttribute(STATE_CHECKER);
    if (here == null || !(checker instanceof String secret) || secret.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Visitor(
            new AdminAuth(realm, token(signedIn, here), signedIn.getUser(), client),
            signedIn,
            secret));
  }

  /** Whether the address is one at which signing in has ended. */
  boolean returned() {
    return parameter(OAuth2Constants.CODE) != null || parameter(OAuth2Constants.ERROR) != null;
  }

  /** The address without what signing in has added. */
  URI plain() {
    UriBuilder plain = session.getContext().getUri().getAbsolutePathBuilder();
    session
        .getContext()
        .getUri()
        .getQueryParameters()
        .forEach(
            (name, values) -> {
              if (!OF_A_RESPONSE.contains(name)) {
                plain.queryParam(name, "{value}").resolveTemplate("value", values.get(0));
              }
            });
    return plain.build();
  }

  /** Where to sign in, and to come back from. */
  URI signIn(URI back) {
    return OIDCLoginProtocolService.authUrl(session.getContext().getUri())
        .queryParam(OAuth2Constants.CLIENT_ID, CLIENT)
        .queryParam(OAuth2Constants.RESPONSE_TYPE, OAuth2Constants.CODE)
        .queryParam(OAuth2Constants.SCOPE, OAuth2Constants.SCOPE_OPENID)
        .queryParam(OAuth2Constants.REDIRECT_URI, "{back}")
        .queryParam(OAuth2Constants.STATE, secret())
        .queryParam(OAuth2Constants.CODE_CHALLENGE, PkceUtils.generateS256CodeChallenge(secret()))
        .queryParam(OAuth2Constants.CODE_CHALLENGE_METHOD, OAuth2Constants.PKCE_METHOD_S256)
        .build(realm.getName(), back.toString());
  }

  /** Where to sign out, and to come back from. */
  URI signOut(URI back) {
    return OIDCLoginProtocolService.logoutUrl(session.getContext().getUri())
        .queryParam(OAuth2Constants.CLIENT_ID, CLIENT)
        .queryParam(OIDCLoginProtocol.POST_LOGOUT_REDIRECT_URI_PARAM, "{back}")
        .build(realm.getName(), back.toString());
  }

  // Keycloak's administration goes by the roles in a token. These are the ones that a token of this
  // client would carry, as Keycloak itself resolves them for lightweight tokens.
  private AccessToken token(UserSessionModel signedIn, AuthenticatedClientSessionModel here) {
    var context = DefaultClientSessionContext.fromClientSessionScopeParameter(here, session);
    AccessToken token = new AccessToken();
    token.id(KeycloakModelUtils.generateId());
    token.issuedNow();
    token.issuedFor(CLIENT);
    token.subject(signedIn.getUser().getId());
    token.setSessionId(signedIn.getId());
    token.setRealmAccess(RoleResolveUtil.getResolvedRealmRoles(session, context, true));
    token.setResourceAccess(RoleResolveUtil.getAllResolvedClientRoles(session, context));
    return token;
  }

  private @Nullable String parameter(String name) {
    return session.getContext().getUri().getQueryParameters().getFirst(name);
  }

  private static String secret() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
