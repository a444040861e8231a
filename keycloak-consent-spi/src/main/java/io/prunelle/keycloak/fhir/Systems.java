// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

/**
 * The systems of the identifiers and codes that Consents use. Identifiers are a realm's, and so are
 * their systems; codes mean the same everywhere.
 *
 * @param issuer the realm's issuer
 */
record Systems(String issuer) {
  static final String DECISION = "urn:prunelle:fhir:decision";
  static final String LEGAL_BASIS = "urn:prunelle:fhir:legal-basis";
  static final String LANGUAGE = "urn:prunelle:fhir:notice-language";
  static final String PROBLEM = "urn:prunelle:problem";

  /** URIs as identifiers. */
  static final String URI = "urn:ietf:rfc:3986";

  static final String SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope";
  static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/consentcategorycodes";
  static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
  static final String PURPOSE = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
  static final String LOINC = "http://loinc.org";

  /** Hashes of the ledger's entries. */
  String ledger() {
    return issuer + "/consent/ledger";
  }

  /** Aliases of the practices' organizations. */
  String practices() {
    return issuer + "/consent/practices";
  }

  /** Ids of hosts. */
  String hosts() {
    return issuer + "/consent/hosts";
  }
}
