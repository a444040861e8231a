// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.prunelle.gateway.token.Caller;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What scopes grant, read once for all requests whose tokens have the same. */
final class KnownScopes {

  /** Realms give out few combinations; beyond this, all are read anew. */
  private static final int MOST = 1_000;

  private final ConcurrentMap<Set<String>, Scopes> known = new ConcurrentHashMap<>();

  Scopes of(Caller caller) {
    Scopes scopes = known.get(caller.scopes());
    if (scopes == null) {
      scopes = Scopes.of(caller.scopes());
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(caller.scopes(), scopes);
    }
    return scopes;
  }
}
