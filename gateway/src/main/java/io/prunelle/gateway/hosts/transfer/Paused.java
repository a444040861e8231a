// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

/** Somebody has paused the transfer, or one of its hosts: it stays as it is until that is over. */
final class Paused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Paused() {
    super("paused", null, false, false);
  }
}
