// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/** What was just done for a practice, said once. */
public enum OfficeSaid {
  UPHELD,
  REJECTED,
  RECORDED,
  RECORDED_BEFORE,
  HANDOVER_CONFIRMED,
  HANDOVER_RETAINED,
  REPORT_ANSWERED,
  ORDERED
}
