// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.ledger.Authentication;
import io.prunelle.keycloak.patient.Impersonation;
import io.prunelle.keycloak.patient.Subject;
import io.prunelle.keycloak.server.ServerTime;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.authenticators.util.AcrStore;
import org.keycloak.models.Constants;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** A login under way, as far as the question needs to know it. */
final class Login {
  private static final String SHOWN = "prunelle.shown";
  private static final String ANSWERED = "prunelle.answered";
  static final String CANCELLED = "prunelle.cancelled";
  private static final String AGAIN = "prunelle.again";
  private static final String POSTPONED = "prunelle.postponed";
  private static final String WHOM = "prunelle.whom";
  private static final String BORROWED = "prunelle.borrowed";

  private final RequiredActionContext context;
  private final AuthenticationSessionModel session;

  Login(RequiredActionContext context) {
    this.context = context;
    this.session = context.getAuthenticationSession();
  }

  RequiredActionContext context() {
    return context;
  }

  AuthenticationSessionModel session() {
    return session;
  }

  /**
   * Whether the user has a screen to be asked on. Keycloak notes a flow's path whenever a browser
   * goes through one (AuthorizationEndpointBase, LoginActionsService); the direct grant makes its
   * session without (ResourceOwnerPasswordCredentialsGrantType), and would fail on anything asked.
   */
  boolean hasScreen() {
    return session.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH) != null;
  }

  /** Whether an application asked for the question ({@code kc_action}). */
  boolean onDemand() {
    return HostingConsentActionFactory.ID.equals(session.getClientNote(Constants.KC_ACTION));
  }

  /**
   * Whether the application asked for the question on that hosting: {@code
   * kc_action=hosting-consent:practice@host}, without a parameter on all.
   */
  boolean requests(HostingId hosting) {
    String parameter = session.getClientNote(Constants.KC_ACTION_PARAMETER);
    return onDemand() && (parameter == null || parameter.equals(hosting.toString()));
  }

  /** Whether the user left the question that an application asked for, in this login. */
  boolean cancelled() {
    return session.getAuthNote(CANCELLED) != null;
  }

  /** Whether the user wants to be told of emergencies another time. */
  boolean hasPostponed() {
    return session.getAuthNote(POSTPONED) != null;
  }

  void postpone() {
    session.setAuthNote(POSTPONED, "true");
  }

  /**
   * Whether somebody else signs in in the user's name. Where single sign-on came from counts as
   * well: it need not be the session that this login goes on in, for impersonating leaves the
   * browser the authentication session of a page that it had before.
   */
  boolean impersonated() {
    return borrowed() || Impersonation.of(userSession());
  }

  /** Judged once, and first, by what the browser has then: its cookies may change afterwards. */
  private boolean borrowed() {
    if (!single()) {
      return false;
    }
    String judged = session.getAuthNote(BORROWED);
    if (judged == null) {
      judged = Boolean.toString(!isSignedIn());
      session.setAuthNote(BORROWED, judged);
    }
    boolean borrowed = Boolean.parseBoolean(judged);
    if (borrowed) {
      // whatever else is required of the user, Keycloak may make a new session of this one
      Impersonation.inherit(session);
    }
    return borrowed;
  }

  /** Whether the browser has a session that the user opened. */
  private boolean isSignedIn() {
    return Optional.ofNullable(
            AuthenticationManager.authenticateIdentityCookie(
                context.getSession(), context.getRealm(), true))
        .filter(found -> found.user().getId().equals(context.getUser().getId()))
        .filter(found -> !Impersonation.of(found.session()))
        .isPresent();
  }

  /** Whether the browser's session stood for a password. */
  private boolean single() {
    return "true".equals(session.getAuthNote(AuthenticationManager.SSO_AUTH));
  }

  /** Whether there is nothing more to do in this login about a hosting of that patient. */
  boolean hasDone(Subject subject, Standing standing) {
    return !standing.untold()
        && !isAgain(subject, standing)
        && has(ANSWERED, Asked.key(subject, standing.hosting().id().toString()));
  }

  /** Whether that question is shown once more, although it would not be asked. */
  boolean isAgain(Subject subject, Standing standing) {
    return Asked.key(subject, standing.hosting().id().toString())
        .equals(session.getAuthNote(AGAIN));
  }

  /** Shows a question until it is answered, whoever has answered it before. */
  void again(Asked asked) {
    session.setAuthNote(AGAIN, asked.key());
  }

  /** Where nothing is left to show, there is nothing to show once more. */
  void notAgain() {
    session.removeAuthNote(AGAIN);
  }

  void answered(Asked asked) {
    notAgain();
    add(ANSWERED, asked.key());
  }

  void shows(Asked asked) {
    add(SHOWN, asked.key());
  }

  /** Whether this login has put that question to the user. */
  boolean hasShown(Asked asked) {
    return has(SHOWN, asked.key());
  }

  private void add(String note, String key) {
    if (!has(note, key)) {
      String before = session.getAuthNote(note);
      session.setAuthNote(note, before == null ? key : before + " " + key);
    }
  }

  private boolean has(String note, String key) {
    String keys = session.getAuthNote(note);
    return keys != null && Arrays.asList(keys.split(" ")).contains(key);
  }

  /** Notes for which patient the user wants to answer next. */
  void choose(String patient) {
    session.setAuthNote(WHOM, patient);
  }

  /** The patient chosen, null before. */
  @Nullable String chosen() {
    return session.getAuthNote(WHOM);
  }

  /** As the tokens of this login will say it. */
  Authentication authentication() {
    UserSessionModel userSession = userSession();
    boolean single = single();
    int level =
        new AcrStore(context.getSession(), session)
            .getLevelOfAuthenticationFromCurrentAuthentication();
    String acr = level >= Constants.MINIMUM_LOA ? Integer.toString(level) : single ? "0" : "1";
    return new Authentication(
        acr, authTime(single ? userSession : null), session.getClient().getClientId());
  }

  private long authTime(@Nullable UserSessionModel before) {
    return Optional.ofNullable(before)
        .map(userSession -> userSession.getNote(AuthenticationManager.AUTH_TIME))
        .or(
            () ->
                Optional.ofNullable(session.getClientNote(AuthenticationManager.AUTH_TIME_BROKER)))
        .map(Long::valueOf)
        .orElseGet(() -> ServerTime.now().getEpochSecond());
  }

  /** The session of an earlier login in the same browser; null when there is none. */
  private @Nullable UserSessionModel userSession() {
    return context
        .getSession()
        .sessions()
        .getUserSession(context.getRealm(), session.getParentSession().getId());
  }
}
