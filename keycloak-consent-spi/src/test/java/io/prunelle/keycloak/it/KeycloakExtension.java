// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a realm of its own in one server that all of them share, and the browser to those
 * that ask for it. After a test its profiles are closed; of what they showed when it failed,
 * pictures are kept.
 */
final class KeycloakExtension implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(KeycloakExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestRealm.class || type == Chromium.class;
  }

  /** What all share is closed at the end of the run. */
  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == Chromium.class) {
      return shared(context).computeIfAbsent(Chromium.class, key -> new Chromium(), Chromium.class);
    }
    return TestRealm.create(
        shared(context)
            .computeIfAbsent(Server.class, type -> Server.start(), Server.class)
            .keycloak());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Chromium chromium = shared(context).get(Chromium.class, Chromium.class);
    if (chromium == null) {
      return;
    }
    try {
      if (context.getExecutionException().isPresent()) {
        chromium.picture(
            "failed-"
                + context.getRequiredTestClass().getSimpleName()
                + "-"
                + context.getRequiredTestMethod().getName());
      }
    } finally {
      chromium.closeProfiles();
    }
  }

  private static ExtensionContext.Store shared(ExtensionContext context) {
    return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE);
  }

  /** The server that is shared, and its database. */
  private record Server(RunningKeycloak keycloak, KeycloakDatabase database)
      implements AutoCloseable {
    static Server start() {
      KeycloakDatabase database = KeycloakDatabase.wanted();
      List<String> arguments =
          new ArrayList<>(List.of("start-dev", "--spi-hosting-consent--jpa--departures-every=2"));
      arguments.addAll(database.arguments());
      // each JVM of the tests has one
      String name = "keycloak-shared-" + System.getProperty("test.fork", "1");
      return new Server(Distribution.copy(name).startForAll(name + ".log", arguments), database);
    }

    @Override
    public void close() {
      keycloak.close();
      database.close();
    }
  }
}
