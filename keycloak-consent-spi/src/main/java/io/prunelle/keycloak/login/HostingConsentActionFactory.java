// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** The required action {@code hosting-consent}: asks patients where their record may be hosted. */
public final class HostingConsentActionFactory implements RequiredActionFactory {
  /** The action's id: a contract, realms and applications are configured with it. */
  public static final String ID = "hosting-consent";

  @Override
  public RequiredActionProvider create(KeycloakSession session) {
    return new HostingConsentAction(session);
  }

  @Override
  public String getDisplayText() {
    return "Hosting consent";
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
