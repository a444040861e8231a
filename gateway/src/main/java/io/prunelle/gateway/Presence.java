// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.ops.Since;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has been met on hosts of late. It spares asking for the same doctor with each observation;
 * should it have been taken away meanwhile, the host says so.
 */
final class Presence {

  private static final Duration LATE = Duration.ofMinutes(10);
  private static final int MOST = 20_000;

  private final Map<Key, Since> met = new ConcurrentHashMap<>();

  private record Key(String host, String resource) {}

  boolean knows(Host host, String resource) {
    Since since = met.get(new Key(host.id(), resource));
    return since != null && since.within(LATE);
  }

  void met(Host host, String resource) {
    if (met.size() >= MOST) {
      met.clear();
    }
    met.put(new Key(host.id(), resource), Since.now());
  }
}
