// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.net.URI;
import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * An organisation that stores records.
 *
 * @param id the identifier that hostings, placements and journal entries name it by
 * @param url FHIR base, without a trailing slash
 * @param certificate a cloud host has one; an on-premise host may
 * @param access how it is told apart from others, and the gateway to it
 * @param stated what certificates of erasure say of it
 */
public record Host(
    String id,
    HostKind kind,
    URI url,
    @Nullable Certificate certificate,
    Access access,
    Stated stated) {

  /**
   * What a host has stated of itself.
   *
   * @param legalName of the company behind it; null when it is not known
   * @param backups how long its backups are kept; null when it is not known
   */
  public record Stated(@Nullable String legalName, @Nullable Period backups) {

    /** Nothing. */
    public static final Stated NOTHING = new Stated(null, null);
  }

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

  /** A host with plain access, of which nothing is known. */
  public Host(String id, HostKind kind, URI url, @Nullable Certificate certificate) {
    this(id, kind, url, certificate, Access.PLAIN);
  }

  /** A host of which nothing is known. */
  public Host(String id, HostKind kind, URI url, @Nullable Certificate certificate, Access access) {
    this(id, kind, url, certificate, access, Stated.NOTHING);
  }

  /**
   * Whether another one is the same server, as far as their addresses say so themselves: what one
   * of them has the other has as well.
   */
  public boolean isServer(Host other) {
    return SameServer.is(url, other.url);
  }

  /** Whether its certificate no longer counts on {@code today}: such a host is closed. */
  public boolean lapsed(LocalDate today) {
    return certificate != null && (certificate.lapsed(today) || certificate.auditOverdue(today));
  }
}
