// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import io.prunelle.keycloak.host.HostSheet.RemoteAccess;
import io.prunelle.keycloak.host.HostSheet.Site;
import io.prunelle.keycloak.json.InvalidMember;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sheet has to fulfil as a whole on the day it is put. A stored sheet is not held to it: one
 * that was right by the rules of its day stays readable.
 */
final class HostRules {
  private static final int MOST_SUB_PROCESSORS = 100;

  private final HostKind kind;
  private final LocalDate today;

  HostRules(HostKind kind, LocalDate today) {
    this.kind = kind;
    this.today = today;
  }

  /**
   * @throws InvalidMember naming the member that breaks a rule
   */
  void check(HostSheet sheet) {
    if (kind == HostKind.CLOUD && sheet.certificate() == null) {
      throw new InvalidMember("sheet.certificate", "is required of a cloud host (L.1111-8 CSP)");
    }
    certificate("sheet.certificate", sheet.certificate());
    sites("sheet.sites", sheet.sites());
    int count = sheet.subProcessors().stream().mapToInt(SubProcessor::count).sum();
    if (count > MOST_SUB_PROCESSORS) {
      throw new InvalidMember(
          "sheet.subProcessors", "must not be more than " + MOST_SUB_PROCESSORS + " in all");
    }
    remoteAccess("sheet.remoteAccess", sheet.remoteAccess(), sheet.subProcessors());
    subProcessors("sheet.subProcessors", sheet.subProcessors());
  }

  private void subProcessors(String path, List<SubProcessor> processors) {
    for (int i = 0; i < processors.size(); i++) {
      subProcessor(path + "[" + i + "]", processors.get(i));
    }
  }

  private void subProcessor(String path, SubProcessor processor) {
    certificate(path + ".certificate", processor.certificate());
    sites(path + ".sites", processor.sites());
    if (processor.legalEntity() != null
        && !processor.legalEntity().country().equals(processor.country())) {
      throw new InvalidMember(path + ".legalEntity.country", "must be that of country");
    }
    boolean abroad = !EuropeanEconomicArea.includes(processor.country());
    boolean told = processor.remoteAccess() != null;
    if (!told && (abroad || processor.reachesFromOutsideEea())) {
      throw new InvalidMember(
          path + ".remoteAccess",
          "is required: it or whom it engages is outside the European Economic Area");
    }
    remoteAccess(path + ".remoteAccess", processor.remoteAccess(), processor.subProcessors());
    subProcessors(path + ".subProcessors", processor.subProcessors());
  }

  private void certificate(String path, @Nullable Certificate certificate) {
    LocalDate audit = certificate == null ? null : certificate.lastSurveillanceAudit();
    if (audit == null) {
      return;
    }
    if (audit.isAfter(today)) {
      throw new InvalidMember(path + ".lastSurveillanceAudit", "must not be in the future");
    }
    if (audit.isAfter(certificate.expires())) {
      throw new InvalidMember(path + ".lastSurveillanceAudit", "must not be after expires");
    }
  }

  private void sites(String path, List<Site> sites) {
    for (int i = 0; kind == HostKind.CLOUD && i < sites.size(); i++) {
      if (!EuropeanEconomicArea.includes(sites.get(i).country())) {
        // L.1111-8 CSP as amended by the act of 21 May 2024, art. 32; HDS referential v2,
        // requirement 28. Since May 2026 no certificate under the earlier referential is left.
        throw new InvalidMember(
            path + "[" + i + "].country", "must be in the European Economic Area (L.1111-8 CSP)");
      }
    }
  }

  private static void remoteAccess(
      String path, @Nullable RemoteAccess access, List<SubProcessor> engaged) {
    if (access == null) {
      return;
    }
    // HDS referential v2, requirements 29 to 31: from where, and on what ground of the GDPR's
    // chapter V, is to be told
    if (access.fromOutsideEea() && access.countries().isEmpty()) {
      throw new InvalidMember(path + ".countries", "is required where fromOutsideEea is true");
    }
    if (access.fromOutsideEea() && access.transferBasis() == null) {
      throw new InvalidMember(path + ".transferBasis", "is required where fromOutsideEea is true");
    }
    if (!access.fromOutsideEea()
        && !(access.countries().isEmpty() && access.transferBasis() == null)) {
      throw new InvalidMember(
          path + ".fromOutsideEea", "must be true where countries or transferBasis are told");
    }
    for (String country : access.countries()) {
      if (EuropeanEconomicArea.includes(country)) {
        throw new InvalidMember(path + ".countries", country + " is in the European Economic Area");
      }
    }
    // what the patient reads about the host holds for all whom the host engages
    if (!access.fromOutsideEea()
        && engaged.stream().anyMatch(SubProcessor::reachesFromOutsideEea)) {
      throw new InvalidMember(
          path + ".fromOutsideEea", "must be true, since a sub-processor has such access");
    }
  }
}
