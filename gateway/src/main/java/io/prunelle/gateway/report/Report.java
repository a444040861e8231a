// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.report;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An access that a patient does not recognise.
 *
 * @param entry the access, in the journal
 * @param practice through which it was
 * @param accessedBy the name of who it was, as the journal had it
 * @param words the patient's own; empty when nothing was said
 * @param answer the practice's; null until there is one
 */
public record Report(
    UUID id,
    UUID entry,
    String practice,
    String patient,
    Instant accessedAt,
    @Nullable String accessedBy,
    String words,
    Instant reportedAt,
    @Nullable String answer,
    @Nullable Instant answeredAt) {}
