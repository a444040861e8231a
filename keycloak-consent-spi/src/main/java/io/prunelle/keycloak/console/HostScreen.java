// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.administration.Administration;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.sheet.SheetView;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** A host: how it stands, its sheet as patients read it, and its hostings. */
final class HostScreen {
  private final Visit visit;

  HostScreen(Visit visit) {
    this.visit = visit;
  }

  Response show(String id) {
    Host host = visit.administration().hosts().one(id).orElseThrow(NoSuchPage::new);
    return visit.show(
        "hosting-console-host.ftl",
        Map.of(
            "host", new HostView(visit, host).row(),
            "sheet", new SheetView(host.sheet(), visit.locale(), Administration.today()).sections(),
            "hostings",
                visit.administration().hostings().visible().stream()
                    .filter(hosting -> hosting.id().host().equals(id))
                    .map(
                        hosting ->
                            Map.of(
                                "practice", visit.practice(hosting.id().practice()),
                                "page", visit.path("hostings", hosting.id().toString())))
                    .toList(),
            "edit", visit.path("hosts", id, "edit")));
  }
}
