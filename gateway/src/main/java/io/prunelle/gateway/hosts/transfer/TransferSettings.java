// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.failure.TransferFailure.Reason.GATEWAY_NOT_READY;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.failure.TransferFailure.Reason;
import io.prunelle.gateway.hosts.fhir.HostLimits;
import java.time.Duration;

/**
 * What moving records may cost. Sizes in bytes.
 *
 * @param parallel records carried at the same time by one gateway
 * @param perHost of these, from or to any one host
 * @param requests at a host at the same time, by one gateway
 * @param sweep how often placements are compared with what patients decided
 * @param pageSize resources asked for with one search
 * @param pageBytes beyond which a page is asked for again with fewer resources
 * @param batchSize resources written or deleted with one transaction
 * @param batchBytes the same in bytes
 * @param answerBytes beyond which no answer is read, be it one resource alone
 * @param recordBytes beyond which a record is not moved
 * @param call how long a host may take for one answer
 * @param longestHold how long writers may be kept waiting
 * @param holds how often they may be, one after the other, before the transfer is left for later
 * @param shortestPause before a failed transfer is tried again; doubles with each failure
 * @param longestPause where the doubling ends
 * @param settle how long a record is left alone where it was after it has been placed elsewhere;
 *     longer than anybody relies on where it is
 * @param clockMargin by how much the clocks of one host may differ, or step back
 * @param slower how many times longer those who use a host may wait for it meanwhile
 */
public record TransferSettings(
    int parallel,
    int perHost,
    int requests,
    Duration sweep,
    int pageSize,
    long pageBytes,
    int batchSize,
    long batchBytes,
    long answerBytes,
    long recordBytes,
    Duration call,
    Duration longestHold,
    int holds,
    Duration shortestPause,
    Duration longestPause,
    Duration settle,
    Duration clockMargin,
    double slower) {

  private static final Duration UNREADY = Duration.ofMinutes(1);
  private static final long MEBIBYTE = 1 << 20;

  /**
   * How often the largest answer has to fit into the heap: while it is read it is there 5 times.
   */
  private static final int LARGEST_OF_HEAP = 12;

  /** What is configured, and else what two cores and hosts that serve patients can bear. */
  public static TransferSettings of(Settings.Transfer settings) {
    return of(settings, Runtime.getRuntime().maxMemory());
  }

  /**
   * @param heap in bytes
   */
  static TransferSettings of(Settings.Transfer settings, long heap) {
    return new TransferSettings(
        settings.parallel(),
        settings.perHost(),
        settings.requests(),
        Duration.ofSeconds(30),
        250,
        Math.min(8 * MEBIBYTE, heap / LARGEST_OF_HEAP),
        250,
        4 * MEBIBYTE,
        Math.min(64 * MEBIBYTE, heap / LARGEST_OF_HEAP),
        settings.largest(),
        settings.answer(),
        settings.longestHold(),
        5,
        Duration.ofSeconds(1),
        Duration.ofMinutes(15),
        Hosts.LASTS.plusSeconds(1),
        settings.clockMargin(),
        1 + settings.slowing() / 100.0);
  }

  /** What a host may be asked for with one request. */
  public HostLimits limits() {
    return new HostLimits(pageSize, pageBytes, answerBytes, call, shortestPause.dividedBy(5));
  }

  /**
   * How long to wait after so many attempts have failed.
   *
   * @param why the last one did: what the gateway itself has lacked nobody tells to be there again,
   *     and to look for it costs the hosts nothing
   */
  Duration pause(int attempts, Reason why) {
    Duration longest = why == GATEWAY_NOT_READY ? shortest(longestPause, UNREADY) : longestPause;
    return shortest(longest, shortestPause.multipliedBy(1L << Math.min(attempts - 1, 30)));
  }

  private static Duration shortest(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
