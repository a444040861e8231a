// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.util.Locale;

/** How far a transfer has come. Each is committed before what it names is begun. */
enum State {
  QUEUED,
  COPYING,
  /** Both hosts have the record as it was; what was written since is carried over. */
  CATCHING_UP,
  /** Writers wait, or are about to, while the last changes are carried over. */
  FROZEN,
  /**
   * The destination is where the record lives. From here there is no way back but another transfer.
   */
  SWITCHED,
  /** The other practice has all of it too; what the source has of its past is taken along. */
  ARCHIVING,
  ERASING,
  /** Nothing was found at the source, and a certificate says so. */
  CERTIFIED,
  /** How transfers ended before there were certificates. */
  DONE,
  /** The other practice has all of it too, and it stays where it is as well. */
  COPIED,
  /** Recalled before the switch; what was written to the destination is being removed. */
  CANCELLING,
  CANCELLED,
  FAILED;

  static State of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  String column() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether the record lives at the destination, be it that it is kept as well: then there is no
   * way back but another transfer.
   */
  boolean switched() {
    return this == SWITCHED || this == ARCHIVING || this == ERASING;
  }

  boolean ended() {
    return this == CERTIFIED || this == DONE || this == COPIED || this == CANCELLED;
  }
}
