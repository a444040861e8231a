// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import io.prunelle.keycloak.setup.RealmSetup;
import io.prunelle.keycloak.setup.Report;
import org.keycloak.events.admin.OperationType;

/** The preparation of a realm. */
public final class Setup {
  private final Administration administration;

  Setup(Administration administration) {
    this.administration = administration;
  }

  /**
   * Creates what is missing and says what is wrong.
   *
   * @throws NotPermitted unless the realm may be managed
   */
  public Report run() {
    administration.rights().requireManageRealm();
    Report report = new RealmSetup(administration.session(), administration.realm()).run();
    if (!report.created().isEmpty()) {
      administration.report(OperationType.ACTION, "PRUNELLE_SETUP", report, "consent", "setup");
    }
    return report;
  }
}
