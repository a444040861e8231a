// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.time.Instant;

/**
 * A reading of a whole record during which nothing was deleted from it, so that no page of it can
 * have shifted: it has shown all that there was when it began.
 *
 * @param begun by the clock of the gateway
 * @param listing its number
 */
record SteadyReading(Instant begun, int listing) {}
