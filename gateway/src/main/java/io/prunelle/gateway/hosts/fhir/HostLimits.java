// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import java.time.Duration;

/**
 * What a host may be asked for with one request, and how long it may take.
 *
 * @param pageSize resources asked for with one search
 * @param pageBytes beyond which a page is asked for again with fewer resources
 * @param answerBytes beyond which no answer is read, be it one resource alone
 * @param call how long a host may take for one answer
 * @param pause before what failed in passing is asked for once more
 */
public record HostLimits(
    int pageSize, long pageBytes, long answerBytes, Duration call, Duration pause) {

  /** The same of a host that has to answer within that time. */
  public HostLimits calling(Duration longest) {
    return new HostLimits(
        pageSize, pageBytes, answerBytes, call.compareTo(longest) < 0 ? call : longest, pause);
  }
}
