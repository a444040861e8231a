// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import io.prunelle.keycloak.host.HostSheet.Site;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a host's sheet on a day.
 *
 * @param certificate null for a host without one
 * @param withinEea whether all records are kept in the European Economic Area, by the host and by
 *     whom it engages
 */
public record Assessment(
    LocalDate on, @Nullable Standing certificate, boolean withinEea, List<Finding> findings) {

  // R.1111-9 CSP: who keeps records in operation carries out, or has carried out, activities 1 to
  // 5; 6 is backup given to somebody else. Not all apply everywhere (no virtual machines, the
  // practice administers the system itself), so that a gap is told and not refused.
  private static final int LAST_NEEDED = 5;

  /**
   * How the certificate stands.
   *
   * @param daysLeft until the last day it holds, negative afterwards
   * @param auditDue the last day for the next surveillance audit; null when no more is due
   */
  public record Standing(CertificateState state, long daysLeft, @Nullable LocalDate auditDue) {
    static Standing of(Certificate certificate, LocalDate on) {
      return new Standing(
          certificate.state(on),
          ChronoUnit.DAYS.between(on, certificate.expires()),
          certificate.auditDue().orElse(null));
    }
  }

  /** Assesses a host on a day. */
  public static Assessment of(Host host, LocalDate on) {
    HostSheet sheet = host.sheet();
    Certificate certificate = sheet.certificate();
    List<Finding> findings = new ArrayList<>();
    Set<Integer> missing = new TreeSet<>(IntStream.rangeClosed(1, LAST_NEEDED).boxed().toList());
    boolean within = within(sheet.sites());
    if (certificate != null) {
      certificate("sheet.certificate", certificate, on, missing, findings);
    }
    within &= engaged("sheet", sheet.subProcessors(), on, missing, findings);
    if (host.kind() == HostKind.CLOUD && !missing.isEmpty()) {
      findings.add(
          new Finding(
              Finding.Kind.ACTIVITIES_NOT_COVERED,
              "sheet.certificate.activities",
              List.copyOf(missing)));
    }
    return new Assessment(
        on,
        certificate == null ? null : Standing.of(certificate, on),
        within,
        List.copyOf(findings));
  }

  private static boolean engaged(
      String path,
      List<SubProcessor> processors,
      LocalDate on,
      Set<Integer> missing,
      List<Finding> findings) {
    boolean within = true;
    for (int i = 0; i < processors.size(); i++) {
      SubProcessor processor = processors.get(i);
      String member = path + ".subProcessors[" + i + "]";
      if (processor.certificate() != null) {
        certificate(member + ".certificate", processor.certificate(), on, missing, findings);
      } else if (!processor.sites().isEmpty()) {
        findings.add(new Finding(Finding.Kind.NO_CERTIFICATE, member + ".certificate", List.of()));
      }
      within &= within(processor.sites());
      within &= engaged(member, processor.subProcessors(), on, missing, findings);
    }
    return within;
  }

  private static void certificate(
      String member,
      Certificate certificate,
      LocalDate on,
      Set<Integer> missing,
      List<Finding> findings) {
    if (certificate.inForce(on)) {
      missing.removeAll(certificate.activities());
    }
    Finding.Kind kind =
        switch (certificate.state(on)) {
          case VALID -> null;
          case NOT_YET_VALID -> Finding.Kind.CERTIFICATE_NOT_YET_VALID;
          case AUDIT_DUE -> Finding.Kind.AUDIT_DUE;
          case LAPSES_SOON -> Finding.Kind.CERTIFICATE_LAPSES_SOON;
          case LAPSED -> Finding.Kind.CERTIFICATE_LAPSED;
        };
    if (kind != null) {
      findings.add(new Finding(kind, member, List.of()));
    }
  }

  private static boolean within(List<Site> sites) {
    return sites.stream().map(Site::country).allMatch(EuropeanEconomicArea::includes);
  }
}
