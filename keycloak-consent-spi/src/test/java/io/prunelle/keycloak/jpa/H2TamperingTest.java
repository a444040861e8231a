// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2TamperingTest extends TamperingContract {
  private static Database database;

  @BeforeAll
  static void start() {
    database = Database.at("jdbc:h2:mem:tampering;DB_CLOSE_DELAY=-1");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Override
  Database database() {
    return database;
  }
}
