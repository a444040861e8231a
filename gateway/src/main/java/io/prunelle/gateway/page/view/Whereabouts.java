// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one record is, in words.
 *
 * @param name of the host, or "at the practice"
 * @param site cities and countries, or the practice's address; null when not stated
 * @param flags of these countries
 * @param kind within or outside the practice's walls
 * @param certified the host's certificate; null for a practice's own server
 * @param certificateHolds whether that certificate is still valid
 * @param decisions what the reader has answered to the practice, with where that stands
 * @param moving that the record is on its way; null when it is not
 */
record Whereabouts(
    String practice,
    String name,
    boolean cloud,
    @Nullable String site,
    List<Flag> flags,
    String kind,
    @Nullable String since,
    @Nullable String certified,
    boolean certificateHolds,
    @Nullable Moving moving,
    List<Need> decisions) {}
