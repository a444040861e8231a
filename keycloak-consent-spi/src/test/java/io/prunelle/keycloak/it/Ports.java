// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that take a while to open them. They are none that a system gives out by itself
 * (RFC 6335, dynamic ports; Linux begins at 32768): another process could have it by then.
 */
final class Ports {
  private static final int FIRST = 12_000;
  private static final int FOR_EACH_PROCESS = 100;
  private static final int BUILDS = 100;
  private static final int FORKS = 2;

  private static final AtomicInteger NEXT = new AtomicInteger(FIRST + own() * FOR_EACH_PROCESS);

  private Ports() {}

  /** Of those that test side by side each has a number; builds can only be told by chance. */
  private static int own() {
    int fork = Integer.parseInt(System.getProperty("test.fork", "1")) % FORKS;
    return (int) (ProcessHandle.current().pid() % BUILDS) * FORKS + fork;
  }

  static int free() {
    for (int tried = 0; tried < FOR_EACH_PROCESS; tried++) {
      int port = NEXT.getAndIncrement();
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // the next one
      }
    }
    throw new IllegalStateException("no port is free");
  }
}
