// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Tells sessions that an administrator, or an application, opened in a user's name. */
public final class Impersonation {
  // of an administrator, and of a client that exchanges its own token for a user's
  private static final String METHOD = "impersonate";
  // of a session that Keycloak made from such a one, without its notes
  private static final String INHERITED = "prunelle.impersonated";

  private Impersonation() {}

  /**
   * Whether {@code session} is an impersonation. Such a session is no patient's: it neither reads
   * nor decides. A missing session is none.
   */
  public static boolean of(@Nullable UserSessionModel session) {
    return session != null
        && (session.getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()) != null
            || session.getNote(INHERITED) != null
            || METHOD.equals(session.getAuthMethod()));
  }

  /** Has the session that {@code login} becomes be an impersonation as well. */
  public static void inherit(AuthenticationSessionModel login) {
    login.setUserSessionNote(INHERITED, "true");
  }
}
