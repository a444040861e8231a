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
  private static final int PROCESSES = 200;

  private static final AtomicInteger NEXT =
      new AtomicInteger(
          FIRST + (int) (ProcessHandle.current().pid() % PROCESSES) * FOR_EACH_PROCESS);

  private Ports() {}

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
