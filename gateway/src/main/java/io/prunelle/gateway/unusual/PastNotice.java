// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * By which rule an access was unusual, as its patient may have it in writing.
 *
 * @param entry the journal's entry of it
 * @param rule its code
 * @param practice through which the record was opened
 * @param name as the token gave it
 * @param role as the journal has it
 * @param seenAt when the patient said to have seen it; null before
 */
public record PastNotice(
    UUID entry,
    String rule,
    Instant at,
    @Nullable String practice,
    @Nullable String name,
    String role,
    @Nullable Instant seenAt) {}
