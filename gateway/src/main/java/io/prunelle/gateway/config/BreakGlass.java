// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.time.Duration;

/**
 * How a practice lets its practitioners break the glass.
 *
 * @param duration how long an opening holds
 * @param openingsPerDay how many one practitioner may begin within 24 hours
 * @param whileLeaving whether it opens a host that no permission covers any more, until the record
 *     has left it
 */
public record BreakGlass(Duration duration, int openingsPerDay, boolean whileLeaving) {}
