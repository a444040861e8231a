// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An access that its patient is told of.
 *
 * @param entry the journal's entry of it
 * @param practice through which the record was opened
 * @param name as the token gave it
 * @param role as the journal has it
 * @param seen whether the patient has said to have seen it
 */
public record Notice(
    UUID entry,
    Instant at,
    @Nullable String practice,
    String subject,
    @Nullable String name,
    String role,
    Set<Rule> rules,
    boolean seen) {}
