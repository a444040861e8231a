// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.Hosts;
import java.time.Duration;

/**
 * What moving records may cost.
 *
 * @param parallel records carried at the same time by one gateway
 * @param sweep how often placements are compared with what patients decided
 * @param pageSize resources asked for with one search
 * @param batchSize resources written or deleted with one transaction
 * @param batchBytes the same in bytes
 * @param recordBytes size beyond which a record is not moved; bounds the memory of a transfer
 * @param call how long a host may take for one answer
 * @param shortestPause before a failed transfer is tried again; doubles with each failure
 * @param longestPause where the doubling ends
 * @param settle how long a record is left alone where it was after it has been placed elsewhere;
 *     longer than anybody relies on where it is
 */
public record TransferSettings(
    int parallel,
    Duration sweep,
    int pageSize,
    int batchSize,
    long batchBytes,
    long recordBytes,
    Duration call,
    Duration shortestPause,
    Duration longestPause,
    Duration settle) {

  private static final long MEBIBYTE = 1 << 20;

  /** For two cores and hosts that serve patients at the same time. */
  public static TransferSettings defaults() {
    return new TransferSettings(
        2,
        Duration.ofSeconds(30),
        250,
        250,
        4 * MEBIBYTE,
        64 * MEBIBYTE,
        Duration.ofMinutes(2),
        Duration.ofSeconds(1),
        Duration.ofMinutes(15),
        Hosts.LASTS.plusSeconds(1));
  }

  /** How long to wait after so many attempts have failed. */
  Duration pause(int attempts) {
    Duration doubled = shortestPause.multipliedBy(1L << Math.min(attempts - 1, 30));
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }
}
