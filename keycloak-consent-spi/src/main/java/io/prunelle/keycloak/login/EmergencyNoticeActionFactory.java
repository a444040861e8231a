// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * The required action {@code emergency-notice}: tells patients that their record was opened in an
 * emergency.
 */
public final class EmergencyNoticeActionFactory implements RequiredActionFactory {
  /** The action's id: a contract, realms are configured with it. */
  public static final String ID = "emergency-notice";

  @Override
  public RequiredActionProvider create(KeycloakSession session) {
    return new EmergencyNoticeAction(session);
  }

  @Override
  public String getDisplayText() {
    return "Emergency notice";
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return ID;
  }
}
