// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnH2.class)
class H2TakingOutTest extends TakingOutContract {
  H2TakingOutTest(Database database) {
    super(database);
  }
}
