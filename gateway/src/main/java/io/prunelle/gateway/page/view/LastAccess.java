// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import org.jspecify.annotations.Nullable;

/**
 * An access by somebody else, in short.
 *
 * @param instant ISO 8601, for machines
 * @param emergency the reason stated for an emergency; null when none was stated
 * @param refused whether the gateway let nothing pass
 */
record LastAccess(
    String instant,
    String when,
    String who,
    String what,
    @Nullable String emergency,
    boolean refused) {}
