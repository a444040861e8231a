// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stored resource that a request names by its id, as it was found.
 *
 * @param patient whose it is
 * @param version as its entity tag has it; null when unknown
 * @param resource itself
 * @param through other resources, as {@code Type/id}, that tell whose it is
 * @param shown what it is about besides its patient, as {@code Type/id}, of which its patient is
 *     shown that it is
 * @param base base URL of the host that has it
 */
public record Before(
    String patient,
    @Nullable String version,
    Buffer resource,
    Set<String> through,
    Set<String> shown,
    String base) {}
