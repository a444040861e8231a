// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import java.util.List;

/** What was to be written is no longer what was listed: the source has changed in between. */
final class Overtaken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<ResourceKey> keys;

  Overtaken(List<ResourceKey> keys) {
    super("overtaken", null, false, false);
    this.keys = List.copyOf(keys);
  }

  /** Those that are seen to have changed; there may be others. */
  List<ResourceKey> keys() {
    return keys;
  }
}
