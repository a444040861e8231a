// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.proxy.HostAnswer;
import io.prunelle.gateway.rest.Upstream;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A patient's resource, as found before it was known whose it is.
 *
 * @param through other resources, as {@code Type/id}, that tell whose it is; mostly none
 * @param asked what hosts were asked
 * @param answers of those that have it, by id of the host
 */
record Stored(
    String patient, Set<String> through, Upstream asked, Map<String, HostAnswer> answers) {

  /** Whether the host has it. */
  boolean on(Host host) {
    return answers.containsKey(host.id());
  }

  /** What the host answered, if what is to be asked now is just that; else null. */
  @Nullable HostAnswer answer(Host host, Upstream asking) {
    return asking.equals(asked) ? answers.get(host.id()) : null;
  }

  /** Of the stored resource; null when no host says. */
  @Nullable String version() {
    return any().version();
  }

  /** While it is being moved, two hosts have it; then it is the same on both. */
  Buffer resource() {
    return any().body();
  }

  private HostAnswer any() {
    return answers.values().iterator().next();
  }
}
