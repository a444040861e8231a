// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accesses to be printed, ready for their template.
 *
 * @param made when, and for whom
 * @param searched whether they are only those that were looked for
 * @param more that others are left out; null when none are
 */
record AccessesPrintView(
    Messages t,
    String title,
    String made,
    boolean searched,
    @Nullable String more,
    List<AccessDay> days) {}
