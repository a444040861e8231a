// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import io.prunelle.keycloak.administration.Administration;
import io.prunelle.keycloak.host.Assessment;
import io.prunelle.keycloak.host.Finding;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.host.HostSheet.Site;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A host as its administrators see it today. */
final class HostView {
  private final Visit visit;
  private final Host host;
  private final Assessment assessment;

  HostView(Visit visit, Host host) {
    this.visit = visit;
    this.host = host;
    this.assessment = Assessment.of(host, Administration.today());
  }

  Map<String, Object> row() {
    Map<String, Object> row = new HashMap<>();
    row.put("id", host.id());
    row.put("name", host.name());
    row.put("kind", host.kind().code());
    row.put("page", visit.path("hosts", host.id()));
    row.put("countries", countries());
    row.put("withinEea", assessment.withinEea());
    row.put("findings", assessment.findings().stream().map(this::finding).toList());
    Assessment.Standing standing = assessment.certificate();
    if (standing != null && host.sheet().certificate() != null) {
      row.put("certificate", standing.state().name());
      row.put("expires", visit.day(host.sheet().certificate().expires()));
      row.put("daysLeft", Math.abs(standing.daysLeft()));
      if (standing.auditDue() != null) {
        row.put("auditDue", visit.day(standing.auditDue()));
      }
    }
    return row;
  }

  private String countries() {
    return host.sheet().sites().stream()
        .map(Site::country)
        .distinct()
        .map(code -> new Locale.Builder().setRegion(code).build().getDisplayCountry(visit.locale()))
        .collect(Collectors.joining(", "));
  }

  private Map<String, Object> finding(Finding finding) {
    return Map.of(
        "kind", finding.kind().name(),
        "member", finding.member(),
        "activities",
            finding.activities().stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }
}
