// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import io.prunelle.keycloak.json.Members;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host says about itself, shown to patients before they decide.
 *
 * @param certificate null for a host within the practice
 * @param endOfContract what happens to the records when the hosting ends
 */
public record HostSheet(
    LegalEntity legalEntity,
    List<Site> sites,
    @Nullable Certificate certificate,
    Encryption encryption,
    Localized transfer,
    Backups backups,
    Localized endOfContract,
    List<SubProcessor> subProcessors,
    RemoteAccess remoteAccess,
    DataProtectionOfficer dataProtectionOfficer) {

  private static final int LONGEST = 255;
  private static final int MOST = 50;

  /** The legal person behind the host. */
  public record LegalEntity(String name, String registration, String address, String country) {
    static LegalEntity read(Members members) {
      LegalEntity entity =
          new LegalEntity(
              members.text("name", LONGEST),
              members.text("registration", LONGEST),
              members.text("address", LONGEST),
              Countries.read(members));
      members.end();
      return entity;
    }
  }

  /** A place where records are kept. */
  public record Site(String name, String city, String country) {
    static Site read(Members members) {
      Site site =
          new Site(
              members.text("name", LONGEST),
              members.text("city", LONGEST),
              Countries.read(members));
      members.end();
      return site;
    }
  }

  /** How records are encrypted, and who can decrypt them. */
  public record Encryption(Localized inTransit, Localized atRest, Localized keysHeldBy) {
    static Encryption read(Members members) {
      Encryption encryption =
          new Encryption(
              Localized.read(members, "inTransit"),
              Localized.read(members, "atRest"),
              Localized.read(members, "keysHeldBy"));
      members.end();
      return encryption;
    }
  }

  /** Where backups are kept and for how long. */
  public record Backups(Localized where, Localized retention) {
    static Backups read(Members members) {
      Backups backups =
          new Backups(Localized.read(members, "where"), Localized.read(members, "retention"));
      members.end();
      return backups;
    }
  }

  /**
   * HDS referential v2: remote access from outside the EEA, and the risk that stays, is told.
   *
   * @param countries from where, empty for none
   * @param transferBasis on what ground of the GDPR (art. 45, 46), null without such access
   */
  public record RemoteAccess(
      boolean fromOutsideEea,
      List<String> countries,
      @Nullable Localized transferBasis,
      Localized residualRisk) {
    static RemoteAccess read(Members members) {
      RemoteAccess access =
          new RemoteAccess(
              members.truth("fromOutsideEea"),
              Countries.readList(members, "countries"),
              members.optionalObject("transferBasis").isPresent()
                  ? Localized.read(members, "transferBasis")
                  : null,
              Localized.read(members, "residualRisk"));
      members.end();
      return access;
    }
  }

  /** Whom to write to (GDPR art. 37). */
  public record DataProtectionOfficer(String name, String email) {
    static DataProtectionOfficer read(Members members) {
      String email = members.text("email", 254);
      if (!email.matches("[^@\\s]+@[^@\\s]+")) {
        throw members.invalid("email", "must be an e-mail address");
      }
      DataProtectionOfficer officer =
          new DataProtectionOfficer(members.text("name", LONGEST), email);
      members.end();
      return officer;
    }
  }

  static HostSheet read(Members members) {
    List<Site> sites = members.objects("sites", MOST).stream().map(Site::read).toList();
    if (sites.isEmpty()) {
      throw members.invalid("sites", "must name at least one site");
    }
    HostSheet sheet =
        new HostSheet(
            LegalEntity.read(members.object("legalEntity")),
            sites,
            members.optionalObject("certificate").map(Certificate::read).orElse(null),
            Encryption.read(members.object("encryption")),
            Localized.read(members, "transfer"),
            Backups.read(members.object("backups")),
            Localized.read(members, "endOfContract"),
            SubProcessor.read(members.objects("subProcessors", MOST), 1),
            RemoteAccess.read(members.object("remoteAccess")),
            DataProtectionOfficer.read(members.object("dataProtectionOfficer")));
    members.end();
    return sheet;
  }
}
