// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a host states about itself, as the practice published it. A fact that was not stated is an
 * empty text, an empty list or an empty {@code Optional}.
 */
public record HostSheet(
    LegalEntity legalEntity,
    List<Site> sites,
    Optional<Certificate> certificate,
    Encryption encryption,
    Prose transfer,
    Backups backups,
    Prose endOfContract,
    List<SubProcessor> subProcessors,
    RemoteAccess remoteAccess,
    Officer dataProtectionOfficer) {

  /** The company behind the host. */
  public record LegalEntity(String name, String registration, String address, String country) {}

  /** Where the machines stand. */
  public record Site(String name, String city, String country) {}

  /** A certificate to host health data (HDS) and where to see it. */
  public record Certificate(
      String scheme,
      String number,
      String certifyingBody,
      String accreditation,
      Optional<LocalDate> issued,
      Optional<LocalDate> expires,
      Optional<LocalDate> lastSurveillanceAudit,
      List<Integer> activities,
      String copy) {

    /** The day from which it is valid, if that is after this one. */
    public Optional<LocalDate> beginsAfter(LocalDate day) {
      return issued.filter(day::isBefore);
    }
  }

  /** How the record is made unreadable to others, on the way and where it lies. */
  public record Encryption(Prose inTransit, Prose atRest, Prose keysHeldBy) {}

  /** Where copies are kept and for how long. */
  public record Backups(Prose where, Prose retention) {}

  /** Someone the host works with. */
  public record SubProcessor(
      String name,
      Prose role,
      String country,
      LegalEntity legalEntity,
      List<Site> sites,
      Optional<Certificate> certificate,
      Optional<RemoteAccess> remoteAccess,
      List<SubProcessor> subProcessors) {}

  /** Whether people outside the European Economic Area can reach the machines. */
  public record RemoteAccess(
      Optional<Boolean> fromOutsideEea,
      List<String> countries,
      Prose transferBasis,
      Prose residualRisk) {}

  /** Whom to ask. */
  public record Officer(String name, String email) {}

  static HostSheet from(Object json) {
    Fields sheet = Fields.of(json);
    Fields encryption = sheet.inner("encryption");
    Fields backups = sheet.inner("backups");
    Fields officer = sheet.inner("dataProtectionOfficer");
    return new HostSheet(
        entity(sheet.inner("legalEntity")),
        sheet.list("sites", HostSheet::site),
        certificate(sheet),
        new Encryption(
            encryption.prose("inTransit"),
            encryption.prose("atRest"),
            encryption.prose("keysHeldBy")),
        sheet.prose("transfer"),
        new Backups(backups.prose("where"), backups.prose("retention")),
        sheet.prose("endOfContract"),
        sheet.list("subProcessors", HostSheet::subProcessor),
        remoteAccess(sheet.inner("remoteAccess")),
        new Officer(officer.text("name"), officer.text("email")));
  }

  private static LegalEntity entity(Fields entity) {
    return new LegalEntity(
        entity.text("name"),
        entity.text("registration"),
        entity.text("address"),
        entity.text("country"));
  }

  private static Site site(Object json) {
    Fields site = Fields.of(json);
    return new Site(site.text("name"), site.text("city"), site.text("country"));
  }

  private static RemoteAccess remoteAccess(Fields remote) {
    return new RemoteAccess(
        remote.flag("fromOutsideEea"),
        remote.list("countries", String::valueOf),
        remote.prose("transferBasis"),
        remote.prose("residualRisk"));
  }

  private static SubProcessor subProcessor(Object json) {
    Fields other = Fields.of(json);
    return new SubProcessor(
        other.text("name"),
        other.prose("role"),
        other.text("country"),
        entity(other.inner("legalEntity")),
        other.list("sites", HostSheet::site),
        certificate(other),
        other.has("remoteAccess")
            ? Optional.of(remoteAccess(other.inner("remoteAccess")))
            : Optional.empty(),
        other.list("subProcessors", HostSheet::subProcessor));
  }

  private static Optional<Certificate> certificate(Fields owner) {
    if (!owner.has("certificate")) {
      return Optional.empty();
    }
    Fields certificate = owner.inner("certificate");
    return Optional.of(
        new Certificate(
            certificate.text("scheme"),
            certificate.text("number"),
            certificate.text("certifyingBody"),
            certificate.text("accreditation"),
            certificate.date("issued"),
            certificate.date("expires"),
            certificate.date("lastSurveillanceAudit"),
            certificate.list("activities", item -> item instanceof Number n ? n.intValue() : 0),
            certificate.text("copy")));
  }
}
