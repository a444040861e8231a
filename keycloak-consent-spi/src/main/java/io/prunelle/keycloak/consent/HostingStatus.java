// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

/** Whether a hosting still takes decisions. */
public enum HostingStatus {
  /** Patients are asked. */
  OPEN,
  /** Nobody is asked any more; what was permitted stays, refusing stays possible. */
  CLOSED,
  /** Over, for good: no decision is in force, records go home. */
  ENDED
}
