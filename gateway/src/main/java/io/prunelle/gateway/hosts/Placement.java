// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

import io.prunelle.gateway.config.Host;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a record lives.
 *
 * @param since when it was placed there; null when it never left the practice's on-premise host
 */
public record Placement(PatientRecord record, Host host, @Nullable Instant since) {}
