// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the world refers to a realm's consents.
 *
 * @param issuer the realm's issuer
 */
public record Addresses(String issuer) {
  private static final String NOTICES = "/notices/";
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");

  /** The FHIR Consent that tells the decision at a position of the ledger. */
  public String consent(long position) {
    return issuer + "/consent/fhir/Consent/" + position;
  }

  /** A version of a hosting's notice, as the policy that a Consent is about. */
  public String policy(HostingId hosting, int notice) {
    return hostings() + hosting + NOTICES + notice;
  }

  /** What {@link #policy} names; empty for everything else. */
  public Optional<Policy> policy(String uri) {
    int notices = uri.indexOf(NOTICES, Math.min(uri.length(), hostings().length()));
    if (!uri.startsWith(hostings()) || notices < 0) {
      return Optional.empty();
    }
    String version = uri.substring(notices + NOTICES.length());
    return VERSION.matcher(version).matches()
        ? HostingId.parse(uri.substring(hostings().length(), notices))
            .map(hosting -> new Policy(hosting, Integer.parseInt(version)))
        : Optional.empty();
  }

  /** A version of a hosting's notice. */
  public record Policy(HostingId hosting, int notice) {}

  private String hostings() {
    return issuer + "/consent/hostings/";
  }
}
