// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnPostgres.class)
class PostgresEmergenciesTest extends EmergenciesContract {
  PostgresEmergenciesTest(Database database) {
    super(database);
  }
}
