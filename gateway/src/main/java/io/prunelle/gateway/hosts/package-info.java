// SPDX-License-Identifier: Apache-2.0
/**
 * Where a record lives: registry of hosts, placements, holds on a record. Carrying a record belongs
 * to {@code hosts.transfer}.
 */
@NullMarked
package io.prunelle.gateway.hosts;

import org.jspecify.annotations.NullMarked;
