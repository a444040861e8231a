// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Host;
import io.prunelle.gateway.page.ledger.Hosting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names of practices and hosts by id, as far as the patient's hostings tell them, or whoever runs
 * the gateway.
 */
final class Names {

  private final Map<String, String> practices = new HashMap<>();
  private final Map<String, Host> hosts = new HashMap<>();

  Names(List<Hosting> hostings) {
    this(hostings, Map.of());
  }

  /**
   * @param known names of practices, where no hosting tells them
   */
  Names(List<Hosting> hostings, Map<String, String> known) {
    practices.putAll(known);
    for (Hosting hosting : hostings) {
      practices.put(hosting.practice().id(), hosting.practice().name());
      hosts.put(hosting.host().id(), hosting.host());
    }
  }

  /** The practice's name, or its id where nothing tells the name. */
  String practice(String id) {
    return practices.getOrDefault(id, id);
  }

  Optional<Host> host(String id) {
    return Optional.ofNullable(hosts.get(id));
  }
}
