// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import io.prunelle.keycloak.host.HostSheet.LegalEntity;
import io.prunelle.keycloak.host.HostSheet.RemoteAccess;
import io.prunelle.keycloak.host.HostSheet.Site;
import io.prunelle.keycloak.json.Members;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom the host, or another sub-processor, engages (GDPR art. 28(2) and (4)), with the
 * same facts as the host.
 *
 * @param country where it is established
 * @param legalEntity null when no more than name and country is told
 * @param sites where it keeps records; empty when it keeps none
 * @param certificate null when it has none
 * @param remoteAccess null when it has no access to records
 * @param subProcessors whom it engages in turn
 */
public record SubProcessor(
    String name,
    Localized role,
    String country,
    @Nullable LegalEntity legalEntity,
    List<Site> sites,
    @Nullable Certificate certificate,
    @Nullable RemoteAccess remoteAccess,
    List<SubProcessor> subProcessors) {

  /** How long a chain of sub-processors may be. */
  static final int DEEPEST = 5;

  private static final int MOST = 50;

  static List<SubProcessor> read(List<Members> list, int depth) {
    return list.stream().map(members -> read(members, depth)).toList();
  }

  private static SubProcessor read(Members members, int depth) {
    List<Members> engaged = members.optionalObjects("subProcessors", MOST);
    // each level is a call on the stack: the bound is checked before the next one is read
    if (depth == DEEPEST && !engaged.isEmpty()) {
      throw members.invalid("subProcessors", "must not go deeper than " + DEEPEST + " levels");
    }
    SubProcessor processor =
        new SubProcessor(
            members.text("name", 255),
            Localized.read(members, "role"),
            Countries.read(members),
            members.optionalObject("legalEntity").map(LegalEntity::read).orElse(null),
            members.optionalObjects("sites", MOST).stream().map(Site::read).toList(),
            members.optionalObject("certificate").map(Certificate::read).orElse(null),
            members.optionalObject("remoteAccess").map(RemoteAccess::read).orElse(null),
            read(engaged, depth + 1));
    members.end();
    return processor;
  }

  /** Whether it or anybody it engages reaches records from outside the EEA. */
  boolean reachesFromOutsideEea() {
    return (remoteAccess != null && remoteAccess.fromOutsideEea())
        || subProcessors.stream().anyMatch(SubProcessor::reachesFromOutsideEea);
  }

  /** How many there are from here on down. */
  int count() {
    return 1 + subProcessors.stream().mapToInt(SubProcessor::count).sum();
  }
}
