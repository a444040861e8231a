// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.net.URI;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An organisation that stores records.
 *
 * @param id the identifier that hostings, placements and journal entries name it by
 * @param url FHIR base, without a trailing slash
 * @param certificate a cloud host has one; an on-premise host may
 */
public record Host(String id, HostKind kind, URI url, @Nullable Certificate certificate) {

  /** Whether its certificate no longer counts on {@code today}: such a host is closed. */
  public boolean lapsed(LocalDate today) {
    return certificate != null && (certificate.lapsed(today) || certificate.auditOverdue(today));
  }
}
