// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Line;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of the journal.
 *
 * @param lines newest first
 * @param older where the next page starts; null when this is the last
 */
public record Accesses(List<Line> lines, @Nullable UUID older) {}
