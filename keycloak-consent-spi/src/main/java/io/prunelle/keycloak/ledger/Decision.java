// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

/** What a patient said about a hosting whose legal basis is explicit consent. */
public enum Decision {
  /** The record may be hosted there. */
  PERMIT,
  /** It may not. */
  DENY,
  /** It no longer may; GDPR art. 7(3): as easy as permitting, without effect on the past. */
  WITHDRAW
}
