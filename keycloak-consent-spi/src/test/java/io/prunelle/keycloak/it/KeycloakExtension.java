// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test class a realm of its own in one server that all of them share. */
final class KeycloakExtension implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(KeycloakExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestRealm.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    RunningKeycloak keycloak =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(
                RunningKeycloak.class, type -> RunningKeycloak.start(), RunningKeycloak.class);
    return TestRealm.create(keycloak);
  }
}
