// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.host.Host;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hosts and hostings at a glance. */
final class Overview {
  private final Visit visit;

  Overview(Visit visit) {
    this.visit = visit;
  }

  Response show() {
    Map<String, Object> model = new HashMap<>();
    List<Hosting> hostings = visit.administration().hostings().visible();
    model.put("hostings", hostings.stream().map(this::row).toList());
    if (visit.administration().rights().viewRealm()) {
      List<Host> hosts = visit.administration().hosts().all();
      model.put("hosts", hosts.stream().map(host -> new HostView(visit, host).row()).toList());
    }
    model.put("newHost", visit.path("new-host"));
    model.put("newHosting", visit.path("new-hosting"));
    return visit.show("hosting-console.ftl", model);
  }

  private Map<String, Object> row(Hosting hosting) {
    return Map.of(
        "page", visit.path("hostings", hosting.id().toString()),
        "practice", visit.practice(hosting.id().practice()),
        "host", hosting.id().host(),
        "basis", hosting.legalBasis().name(),
        "status", hosting.status().name(),
        "notice", hosting.notice());
  }
}
