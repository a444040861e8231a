// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

/**
 * Where the world refers to a realm's consents.
 *
 * @param issuer the realm's issuer
 */
public record Addresses(String issuer) {

  /** The FHIR Consent that tells the decision at a position of the ledger. */
  public String consent(long position) {
    return issuer + "/consent/fhir/Consent/" + position;
  }

  /** A version of a hosting's notice, as the policy that a Consent is about. */
  public String policy(HostingId hosting, int notice) {
    return issuer + "/consent/hostings/" + hosting + "/notices/" + notice;
  }
}
