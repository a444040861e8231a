// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for what has to know its own before it listens. Below those that systems give away by
 * themselves, so that nothing else of these tests gets one in between.
 */
public final class Ports {

  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;

  /** Tests of several JVMs seldom begin at the same one. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private Ports() {}

  /** One on which nothing listens, and which this JVM is not given again for long. */
  public static int free() {
    while (true) {
      int port = FIRST + NEXT.getAndIncrement() % COUNT;
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // then the next one
      }
    }
  }
}
