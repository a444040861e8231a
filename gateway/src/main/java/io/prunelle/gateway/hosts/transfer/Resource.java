// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.buffer.Buffer;
import java.util.Set;

/**
 * One resource as a host holds it.
 *
 * @param version the host's own version id; tells on the same host whether it was written again
 * @param body JSON with sorted names and without what the host itself stamps on a version
 * @param digest SHA-256 of the canonical form, hexadecimal; equal on two hosts for equal content
 * @param references what it refers to on the same host
 */
record Resource(
    ResourceKey key, String version, Buffer body, String digest, Set<ResourceKey> references) {

  /** For comparing: all but the content. */
  Resource withoutBody() {
    return new Resource(key, version, Buffer.buffer(), digest, references);
  }
}
