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
 * @param certificateExpires last day on which the HDS certificate holds; null for on-premise hosts
 */
public record Host(String id, HostKind kind, URI url, @Nullable LocalDate certificateExpires) {

  /** Whether its certificate has lapsed on {@code today}: such a host is closed. */
  public boolean lapsed(LocalDate today) {
    return certificateExpires != null && today.isAfter(certificateExpires);
  }
}
