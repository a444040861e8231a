// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The demo's eight ports, all next to each other and all on the loopback address, and one more for
 * an application of the user's.
 */
record Ports(int base) {

  private static final int COUNT = 9;

  /**
   * Reads {@code PRUNELLE_PORT_BASE}.
   *
   * @throws Refusal if it is not a port with eight more above it
   */
  static Ports of(Map<String, String> environment) throws Refusal {
    String value = environment.getOrDefault("PRUNELLE_PORT_BASE", "8400");
    if (!value.matches("\\d{4,5}")
        || Integer.parseInt(value) < 1024
        || Integer.parseInt(value) > 65536 - COUNT) {
      throw new Refusal("PRUNELLE_PORT_BASE: " + value + " is not between 1024 and 65527");
    }
    return new Ports(Integer.parseInt(value));
  }

  int gateway() {
    return base;
  }

  int gatewayManagement() {
    return base + 1;
  }

  int keycloak() {
    return base + 2;
  }

  int keycloakManagement() {
    return base + 3;
  }

  int cloudHost() {
    return base + 4;
  }

  int onPremiseHost() {
    return base + 5;
  }

  int recordsDatabase() {
    return base + 6;
  }

  int journalDatabase() {
    return base + 7;
  }

  /** Left to a SMART application of the user's own. */
  int smartApplication() {
    return base + 8;
  }

  /**
   * Makes sure that nobody listens on any that the demo listens on.
   *
   * @throws Refusal naming the first one that is taken
   */
  void checkFree() throws Refusal {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("gateway", gateway());
    ports.put("gateway management", gatewayManagement());
    ports.put("Keycloak", keycloak());
    ports.put("Keycloak management", keycloakManagement());
    ports.put("cloud host", cloudHost());
    ports.put("on-premise host", onPremiseHost());
    ports.put("records database", recordsDatabase());
    ports.put("journal database", journalDatabase());
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      if (!free(port.getValue())) {
        throw new Refusal(
            "port %d (%s) is taken: free it, or set PRUNELLE_PORT_BASE to another base than %d"
                .formatted(port.getValue(), port.getKey(), base));
      }
    }
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // Connections of a demo that was just stopped may linger; they do not keep anyone out.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
