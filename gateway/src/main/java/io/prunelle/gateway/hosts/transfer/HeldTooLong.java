// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

/** Writers have waited for as long as they may: they go on, and the record is caught up again. */
final class HeldTooLong extends RuntimeException {

  private static final long serialVersionUID = 1L;

  HeldTooLong() {
    super("held for too long", null, false, false);
  }
}
