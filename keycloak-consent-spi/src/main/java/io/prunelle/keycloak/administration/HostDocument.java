// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.administration;

import io.prunelle.keycloak.host.Assessment;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.host.HostKind;
import io.prunelle.keycloak.host.HostSheet;
import java.time.LocalDate;

/**
 * A host as administrators read it.
 *
 * @param assessment computed when it is read, ignored when it is put
 */
public record HostDocument(
    String id, String name, HostKind kind, HostSheet sheet, Assessment assessment) {

  /** As read now. */
  public static HostDocument of(Host host, LocalDate today) {
    return new HostDocument(
        host.id(), host.name(), host.kind(), host.sheet(), Assessment.of(host, today));
  }
}
