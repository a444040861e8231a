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
 * @param access how it is told apart from others, and the gateway to it
 */
public record Host(
    String id, HostKind kind, URI url, @Nullable Certificate certificate, Access access) {

  /**
   * How the gateway and a host know each other. Secrets are kept out of {@code toString}.
   *
   * @param trusted the only certificates, in PEM, that may stand at the top of the host's chain;
   *     null for those the Java runtime trusts
   * @param authorization the value of the header the host lets the gateway in by; null for none
   */
  public record Access(@Nullable String trusted, @Nullable String authorization) {

    /** A host that knows the gateway by where it stands in the network. */
    public static final Access PLAIN = new Access(null, null);

    @Override
    public String toString() {
      return "Access";
    }
  }

  /** A host with plain access. */
  public Host(String id, HostKind kind, URI url, @Nullable Certificate certificate) {
    this(id, kind, url, certificate, Access.PLAIN);
  }

  /** Whether its certificate no longer counts on {@code today}: such a host is closed. */
  public boolean lapsed(LocalDate today) {
    return certificate != null && (certificate.lapsed(today) || certificate.auditOverdue(today));
  }
}
