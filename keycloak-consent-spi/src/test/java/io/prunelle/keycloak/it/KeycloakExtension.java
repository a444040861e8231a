// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import java.util.ArrayList;
import java.util.List;
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
    return TestRealm.create(
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(Server.class, type -> Server.start(), Server.class)
            .keycloak());
  }

  /** The server that is shared, and its database. */
  private record Server(RunningKeycloak keycloak, KeycloakDatabase database)
      implements AutoCloseable {
    static Server start() {
      KeycloakDatabase database = KeycloakDatabase.wanted();
      List<String> arguments =
          new ArrayList<>(List.of("start-dev", "--spi-hosting-consent--jpa--departures-every=2"));
      arguments.addAll(database.arguments());
      return new Server(Distribution.shared().start("keycloak.log", arguments), database);
    }

    @Override
    public void close() {
      keycloak.close();
      database.close();
    }
  }
}
