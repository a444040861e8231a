// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

class H2UpgradeTest extends UpgradeContract {
  @Override
  String url() {
    return "jdbc:h2:mem:upgrade;DB_CLOSE_DELAY=-1";
  }
}
