// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.setup.Report;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** What the realm needs for the question at sign-in, and what it lacks. */
final class SetupScreen {
  private final Visit visit;

  SetupScreen(Visit visit) {
    this.visit = visit;
  }

  Response show() {
    visit.administration().rights().requireManageRealm();
    return visit.show("hosting-console-setup.ftl", Map.of());
  }

  /** Creates what is missing, and tells. */
  Response run() {
    Report report = visit.administration().setup().run();
    return visit.show(
        "hosting-console-setup.ftl",
        Map.of(
            "report",
            Map.of(
                "wrong", report.wrong(),
                "created", report.created(),
                "present", report.present())));
  }
}
