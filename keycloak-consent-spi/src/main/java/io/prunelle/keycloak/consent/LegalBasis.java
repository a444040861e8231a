// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

/** What a hosting rests on. One is never presented as the other. */
public enum LegalBasis {
  /** GDPR art. 9(2)(a): no decision means no. */
  EXPLICIT_CONSENT,
  /** L.1111-8 CSP: informed beforehand, may object for a legitimate reason. Not supported yet. */
  INFORM_AND_OBJECT
}
