// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

/** Why a patient is asked. */
public enum Occasion {
  /** Never decided. */
  UNDECIDED,
  /** Decided once, for a time that is over. */
  EXPIRED,
  /** Permitted for a time that is nearly over. */
  EXPIRES,
  /** Decided on an older notice. */
  NOTICE,
  /** Permitted for less than the record would be used for now. */
  PURPOSES,
  /** Permitted while the host had another certificate. */
  CERTIFICATE
}
