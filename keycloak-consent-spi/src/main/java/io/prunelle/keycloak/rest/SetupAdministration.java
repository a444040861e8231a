// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.setup.RealmSetup;
import io.prunelle.keycloak.setup.Report;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.admin.OperationType;

/** What administrators do to prepare a realm. */
final class SetupAdministration {
  private final Administration administration;

  SetupAdministration(Administration administration) {
    this.administration = administration;
  }

  /** Creates what is missing and says what is wrong. */
  Response run() {
    return administration.reply(
        () -> {
          administration.rights().requireManageRealm();
          Report report = new RealmSetup(administration.session(), administration.realm()).run();
          if (!report.created().isEmpty()) {
            administration.report(OperationType.ACTION, "PRUNELLE_SETUP", report);
          }
          return Replies.json(report);
        });
  }
}
