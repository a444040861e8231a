// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

/** What was to be written is no longer what was listed: the source has changed in between. */
final class Overtaken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Overtaken() {
    super("overtaken", null, false, false);
  }
}
