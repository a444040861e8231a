// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One resource as a host holds it.
 *
 * @param version the host's own version id, or the time of writing as the host says it; tells on
 *     the same host whether it was written again
 * @param updated when the host wrote this version; null when it does not say
 * @param body JSON with sorted names and without what the host itself stamps on a version
 * @param digest SHA-256 of the canonical form, hexadecimal; equal on two hosts for equal content
 * @param references what it refers to on the same host
 * @param versioned those of the references that name a version, as they are
 * @param addresses absolute addresses that could be of resources, on whichever host
 * @param whole whether the host has shown all content, and of none only where it keeps it
 */
public record Resource(
    ResourceKey key,
    String version,
    @Nullable Instant updated,
    Buffer body,
    String digest,
    Set<ResourceKey> references,
    Set<String> versioned,
    Set<String> addresses,
    boolean whole) {

  public boolean names(ResourceKey other) {
    return key.equals(other) || references.contains(other);
  }
}
