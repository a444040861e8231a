// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What practices, hosts and applications are called, where the realm does not tell: by whoever runs
 * the gateway.
 *
 * @param onPremise ids of the hosts that stand within a practice
 * @param practices names by id, of those that have one
 * @param hosts likewise
 * @param applications likewise, by the ids that the realm knows them by
 */
public record Called(
    Set<String> onPremise,
    Map<String, String> practices,
    Map<String, String> hosts,
    Map<String, String> applications) {

  /** Where realm and configuration tell nothing. */
  static final Called NOTHING = new Called(Set.of(), Map.of(), Map.of(), Map.of());

  /** As it is configured. */
  public static Called of(Settings settings) {
    Map<String, String> practices = new HashMap<>();
    for (Practice practice : settings.practices()) {
      if (practice.name() != null) {
        practices.put(practice.id(), practice.name());
      }
    }
    Map<String, String> hosts = new HashMap<>();
    for (Host host : settings.hosts()) {
      String legalName = host.stated().legalName();
      if (legalName != null) {
        hosts.put(host.id(), legalName);
      }
    }
    return new Called(
        settings.hosts().stream()
            .filter(host -> host.kind() == HostKind.ON_PREMISE)
            .map(Host::id)
            .collect(Collectors.toUnmodifiableSet()),
        Map.copyOf(practices),
        Map.copyOf(hosts),
        settings.page().applications());
  }

  /** The id, of one without a name. */
  String practice(String id) {
    return practices.getOrDefault(id, id);
  }

  /** The id, of one without a name. */
  String host(Messages t, String id) {
    return onPremise.contains(id) ? t.text("transfers.onPremise") : hosts.getOrDefault(id, id);
  }

  /** The id, of one without a name. */
  String application(String id) {
    return applications.getOrDefault(id, id);
  }
}
