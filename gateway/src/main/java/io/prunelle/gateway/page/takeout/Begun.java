// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

/** What becomes of asking for an archive. */
public enum Begun {
  STARTED,
  /** One is being prepared already. */
  UNDER_WAY,
  /** As many as there may be in a day. */
  TOO_OFTEN,
  /** As many are being prepared, for whomever, as there may be. */
  BUSY,
  /** No room is left for another one. */
  FULL
}
