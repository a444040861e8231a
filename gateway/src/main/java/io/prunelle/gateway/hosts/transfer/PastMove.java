// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A transfer, ended or not, as the patient may have it in writing.
 *
 * @param source id of the host it leaves
 * @param destination id of the host it goes to; null for an erasure
 * @param into practice that receives it; null when none does
 * @param step how far it has come
 * @param since when it was asked for
 * @param endedAt null before
 */
public record PastMove(
    UUID id,
    Move.Kind kind,
    String practice,
    String source,
    @Nullable String destination,
    @Nullable String into,
    Move.Step step,
    Instant since,
    @Nullable Instant endedAt) {}
