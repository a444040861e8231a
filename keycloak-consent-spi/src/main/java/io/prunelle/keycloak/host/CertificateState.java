// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

/** How a certificate stands on a day. */
public enum CertificateState {
  /** Issued later than that day. */
  NOT_YET_VALID,
  /** In force, its audits held in time. */
  VALID,
  /** In force, but the yearly surveillance audit has not been held in time, or not been noted. */
  AUDIT_DUE,
  /** In force for {@link Certificate#NOTICE} at most. */
  LAPSES_SOON,
  /** Over. */
  LAPSED
}
