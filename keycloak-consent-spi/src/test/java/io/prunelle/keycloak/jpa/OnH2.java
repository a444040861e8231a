// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** H2 in memory. */
final class OnH2 extends OnDatabase {
  @Override
  Empty empty(Store suite) {
    return new Empty("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
  }
}
