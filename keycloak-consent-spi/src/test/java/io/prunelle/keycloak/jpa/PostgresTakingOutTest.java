// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnPostgres.class)
class PostgresTakingOutTest extends TakingOutContract {
  PostgresTakingOutTest(Database database) {
    super(database);
  }
}
