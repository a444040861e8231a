// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnH2.class)
class H2MailsTest extends MailsContract {
  H2MailsTest(Database database) {
    super(database);
  }
}
