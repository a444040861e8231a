// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

/** The decision has changed back before the switch: what was copied is to be removed again. */
final class Recalled extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Recalled() {
    super("recalled", null, false, false);
  }
}
