// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.ledger.Authentication;
import io.prunelle.keycloak.patient.Impersonation;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.patient.Staff;
import io.prunelle.keycloak.patient.Subject;
import io.prunelle.keycloak.server.BoundToken;
import io.prunelle.keycloak.server.ServerTime;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/** Who calls, by the bearer token, and whether they may. */
final class Bearer {
  /** Of applications that see consent: reads what the patient may read of it. */
  static final String SCOPE = "hosting_consent";

  /**
   * Of applications in which people decide: changes something in their name, and reads what others
   * wrote to them. Whoever is given the record to look at need not be given this.
   */
  static final String DECISIONS = "hosting_decisions";

  static final String FEED_ROLE = "consent-feed";
  static final String REPORT_ROLE = "emergency-report";
  static final String UNUSUAL_ROLE = "unusual-report";
  static final String OFFICER_ROLE = "consent-officer";

  /** Of whoever answers for a practice; those but the first do so at what enforces decisions. */
  private static final List<String> OFFICE_ROLES =
      List.of(OFFICER_ROLE, "auditor", "practice-administrator");

  /** The realm's attribute that names the audience people's tokens need; none when absent. */
  static final String AUDIENCE = "prunelle.audience";

  private static final String INVALID_TOKEN = "Bearer error=\"invalid_token\"";

  private final KeycloakSession session;

  Bearer(KeycloakSession session) {
    this.session = session;
  }

  /**
   * Whoever calls.
   *
   * @throws Problem without a token that holds here
   */
  AuthResult known() {
    return authenticated();
  }

  /**
   * The caller, a patient or a guardian of patients.
   *
   * @param scope that the application needs
   * @throws Problem unless a person calls who is, through an application that was given the scope,
   *     with a token that is meant for this
   */
  Caller caller(AuthResult result, String scope) {
    AccessToken token = inPerson(result, scope).token();
    List<Subject> subjects =
        new Patients(session).subjects(realm(), result.user(), ServerTime.now());
    if (subjects.isEmpty()) {
      throw Problem.notPermitted("the user is not a patient");
    }
    return new Caller(
        subjects,
        result.user(),
        result.session(),
        result.client(),
        new Authentication(token.getAcr(), token.getAuth_time(), token.getIssuedFor()));
  }

  /**
   * @throws Problem unless one of the practice's staff calls who has the role, by the token and
   *     still now, through an application that was given the scope
   */
  Officer officer(String practice) {
    AuthResult result = inPerson(authenticated(), DECISIONS);
    boolean staff = new Staff(session, realm()).isOf(result.user(), practice);
    if (!staff || !hasRole(result, OFFICER_ROLE)) {
      throw Problem.notPermitted(
          "one of the practice's staff with the role " + OFFICER_ROLE + " is required");
    }
    AccessToken token = result.token();
    return new Officer(
        result.user(),
        result.session(),
        result.client(),
        new Authentication(token.getAcr(), token.getAuth_time(), token.getIssuedFor()));
  }

  /**
   * @throws Problem unless one of the practice's staff calls who answers for it in some way, by the
   *     token and still now, through an application that was given the scope
   */
  AuthResult office(String practice) {
    AuthResult result = inPerson(authenticated(), DECISIONS);
    boolean staff = new Staff(session, realm()).isOf(result.user(), practice);
    if (!staff || OFFICE_ROLES.stream().noneMatch(role -> hasRole(result, role))) {
      throw Problem.notPermitted(
          "one of the practice's staff with one of the roles " + OFFICE_ROLES + " is required");
    }
    return result;
  }

  private AuthResult inPerson(AuthResult result, String scope) {
    AccessToken token = result.token();
    String audience = realm().getAttribute(AUDIENCE);
    if (audience != null && !audience.isBlank() && !token.hasAudience(audience)) {
      // RFC 8707 2.2, RFC 6750 3.1: a token for somebody else is no token here
      throw Problem.unauthenticated("the token is not meant for " + audience, INVALID_TOKEN);
    }
    if (token.getScope() == null || !Arrays.asList(token.getScope().split(" ")).contains(scope)) {
      throw Problem.insufficientScope(scope);
    }
    if (result.user().getServiceAccountClientLink() != null || Impersonation.of(result.session())) {
      throw Problem.notPermitted("only the person's own session may do this");
    }
    return result;
  }

  private boolean hasRole(AuthResult result, String name) {
    AccessToken.Access access = result.token().getRealmAccess();
    RoleModel role = realm().getRole(name);
    return access != null
        && access.isUserInRole(name)
        && role != null
        && result.user().hasRole(role);
  }

  /**
   * @throws Problem unless a service account calls that has the role, by its token and still now
   */
  void feedReader() {
    service(FEED_ROLE);
  }

  /**
   * A role of its own: who reads the ledger need not put anything on patients' screens.
   *
   * @throws Problem unless a service account calls that has the role, by its token and still now
   */
  UserModel emergencyReporter() {
    return service(REPORT_ROLE);
  }

  /**
   * A role of its own: who has it makes mail go out, and can do nothing else.
   *
   * @throws Problem unless a service account calls that has the role, by its token and still now
   */
  UserModel unusualReporter() {
    return service(UNUSUAL_ROLE);
  }

  private UserModel service(String role) {
    AuthResult result = authenticated();
    if (result.user().getServiceAccountClientLink() == null || !hasRole(result, role)) {
      throw Problem.notPermitted("a service account with the role " + role + " is required");
    }
    return result.user();
  }

  private AuthResult authenticated() {
    RealmModel realm = realm();
    if (!realm.isEnabled()
        || (realm.getSslRequired().isRequired(session.getContext().getConnection())
            && !"https".equals(session.getContext().getUri().getBaseUri().getScheme()))) {
      throw Problem.notPermitted("the realm is disabled or requires https");
    }
    if (session
            .getContext()
            .getHttpRequest()
            .getHttpHeaders()
            .getHeaderString(HttpHeaders.AUTHORIZATION)
        == null) {
      // RFC 6750 3.1: no error code where no authentication was tried
      throw unauthorized("Bearer");
    }
    try {
      AuthResult result = new AppAuthManager.BearerTokenAuthenticator(session).authenticate();
      if (result != null && BoundToken.isShown(session, result.token())) {
        return result;
      }
    } catch (NotAuthorizedException e) {
      throw unauthorized(INVALID_TOKEN);
    }
    throw unauthorized(INVALID_TOKEN);
  }

  private RealmModel realm() {
    return session.getContext().getRealm();
  }

  private static Problem unauthorized(String challenge) {
    return Problem.unauthenticated("a valid access token of the realm is required", challenge);
  }
}
