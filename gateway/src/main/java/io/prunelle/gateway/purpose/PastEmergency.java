// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An opening, as the patient may have it in writing.
 *
 * @param practice its id
 * @param name of who opened the record
 * @param reason as stated
 * @param readAt when the patient said to have read of it; null before
 */
public record PastEmergency(
    UUID id,
    Instant openedAt,
    Instant until,
    String practice,
    String name,
    String reason,
    @Nullable Instant readAt) {}
