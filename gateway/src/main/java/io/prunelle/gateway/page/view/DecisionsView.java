// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /my/decisions}, ready for its template.
 *
 * @param rows newest first
 * @param olderPath where older ones are; null when there are none
 * @param none what an empty page says
 */
record DecisionsView(
    Frame frame, List<DecisionRow> rows, @Nullable String olderPath, String none) {}
