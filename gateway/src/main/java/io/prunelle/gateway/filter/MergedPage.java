// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of what several hosts answered.
 *
 * @param first whether it is the first one
 * @param last the place of what it shows last, if another page follows; else null
 * @param total how much there is on all pages; null when that is not told
 * @param subject of the caller, to whom the link to the next page is given
 */
public record MergedPage(
    boolean first, @Nullable List<@Nullable String> last, @Nullable Long total, String subject) {}
