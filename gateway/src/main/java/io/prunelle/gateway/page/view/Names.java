// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Host;
import io.prunelle.gateway.page.ledger.Hosting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names of practices, hosts and applications by id, as far as the patient's hostings tell them, or
 * whoever runs the gateway.
 */
final class Names {

  private final Map<String, String> practices = new HashMap<>();
  private final Map<String, String> addresses = new HashMap<>();
  private final Map<String, Host> hosts = new HashMap<>();
  private final Called called;

  Names(List<Hosting> hostings) {
    this(hostings, Called.NOTHING);
  }

  /**
   * @param called where no hosting tells a name
   */
  Names(List<Hosting> hostings, Called called) {
    this.called = called;
    for (Hosting hosting : hostings) {
      practices.put(hosting.practice().id(), hosting.practice().name());
      addresses.put(hosting.practice().id(), hosting.practice().address());
      hosts.put(hosting.host().id(), hosting.host());
    }
  }

  /** The practice's name, or its id where nothing tells the name. */
  String practice(String id) {
    return practices.getOrDefault(id, called.practice(id));
  }

  /** Where the practice is; empty where nothing tells it. */
  Optional<String> address(String practice) {
    return Optional.ofNullable(addresses.get(practice)).filter(address -> !address.isEmpty());
  }

  Optional<Host> host(String id) {
    return Optional.ofNullable(hosts.get(id));
  }

  /** The host's name, also of one where nothing is kept any more; its id where nothing tells it. */
  String hostName(String id) {
    return host(id).map(Host::name).orElse(called.hosts().getOrDefault(id, id));
  }

  /** Whether the host stands within a practice, and is called after that. */
  boolean isWithinPractice(String host) {
    return called.onPremise().contains(host);
  }

  /** The host's name; the practice's where nothing tells it. */
  String place(String host, String practice) {
    return host(host)
        .map(Host::name)
        .orElseGet(() -> called.hosts().getOrDefault(host, practice(practice)));
  }

  /** A hosting as people call it, which no ledger need tell any more; empty for what is no id. */
  Optional<HostingName> hosting(String id) {
    int at = id.indexOf('@');
    return at < 0
        ? Optional.empty()
        : Optional.of(
            new HostingName(practice(id.substring(0, at)), hostName(id.substring(at + 1))));
  }

  /** Who keeps a record, and where. */
  record HostingName(String practice, String host) {}

  /** The application's name, or its id. */
  String application(String id) {
    return called.application(id);
  }
}
