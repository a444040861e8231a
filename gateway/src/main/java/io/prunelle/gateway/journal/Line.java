// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A journal entry as read back.
 *
 * @param outcome null while it is under way, or when its end was never learnt
 */
public record Line(UUID id, Instant recordedAt, Entry entry, @Nullable Outcome outcome) {}
