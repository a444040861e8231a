// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

/** The archive that is prepared was deleted meanwhile, or is no longer this instance's. */
final class TakenAway extends RuntimeException {

  TakenAway() {
    super("archive: taken away", null, false, false);
  }
}
