// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnPostgres.class)
class PostgresMailsTest extends MailsContract {
  PostgresMailsTest(Database database) {
    super(database);
  }
}
