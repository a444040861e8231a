// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param failed what was not answered, or not 200 with a body: the figures are worth nothing if
 *     there are any
 * @param latencies microseconds; of an open-loop load from when a request should have been sent
 */
record Answers(long answered, long failed, double seconds, Histogram latencies) {

  double perSecond() {
    return answered / seconds;
  }

  /** Milliseconds. */
  double percentile(double which) {
    return latencies.getValueAtPercentile(which) / 1_000.0;
  }
}
