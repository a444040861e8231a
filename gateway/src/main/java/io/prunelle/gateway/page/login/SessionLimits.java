// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import java.time.Duration;

/**
 * Bounds on sessions, over all instances.
 *
 * @param idle without a request for this long, a session ends
 * @param absolute after this long it ends whatever happens
 * @param perSubject sessions of one person; one more ends their least recently used
 * @param total sessions of all; when those that are over are removed, so are the least recently
 *     used of more than that
 */
record SessionLimits(Duration idle, Duration absolute, int perSubject, int total) {

  static final SessionLimits DEFAULT =
      new SessionLimits(Duration.ofMinutes(20), Duration.ofHours(8), 5, 20_000);
}
