// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

/** Where a decision was taken. */
public enum Channel {
  /** On the page shown while signing in. */
  LOGIN,
  /** On a page shown afterwards, through the REST interface. */
  PAGE,
  /** On paper, recorded by a practitioner of the practice. */
  PAPER
}
