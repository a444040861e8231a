// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

/** Where a patient stands with a hosting. Only {@link #PERMIT} permits. */
public enum State {
  UNDECIDED,
  PERMIT,
  DENY,
  WITHDRAW,
  /** Permitted once, for a time that is over. */
  EXPIRED
}
