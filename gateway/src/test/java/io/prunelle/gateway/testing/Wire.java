// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A network between the gateway and its database that does what networks do: carries to another
 * server from now on, holds packets back, swallows them so that neither side notices, breaks.
 */
public final class Wire implements AutoCloseable {

  /** Where what is carried goes. */
  public enum Way {
    TO_SERVER,
    TO_CLIENT
  }

  private final ServerSocket listening;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final Object gate = new Object();
  private volatile int target;
  private boolean swallowing;
  private Way held;
  private String whose = "";
  private long withheld;

  private Wire(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  /** One that carries to this port of this machine. */
  public static Wire to(int target) {
    try {
      Wire wire = new Wire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
      thread(wire::accept);
      return wire;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Further connections go there. */
  public void point(int other) {
    target = other;
  }

  /**
   * Holds back what goes this way on connections of the one who calls itself so, until it is {@link
   * #pass} again.
   */
  public void hold(Way way, String applicationName) {
    synchronized (gate) {
      held = way;
      whose = applicationName;
      withheld = 0;
    }
  }

  /** How many octets wait. */
  public long withheld() {
    synchronized (gate) {
      return withheld;
    }
  }

  /** Nothing arrives any more, in either direction, and nobody is told. */
  public void swallow() {
    synchronized (gate) {
      swallowing = true;
      links.forEach(link -> link.dead = true);
    }
  }

  /** Carries what comes from now on and what was held back; what was swallowed stays so. */
  public void pass() {
    synchronized (gate) {
      swallowing = false;
      held = null;
      withheld = 0;
      gate.notifyAll();
    }
  }

  /** Breaks all connections. */
  public void cut() {
    links.forEach(Link::close);
  }

  /** Connections that the client has not closed, whatever became of them. */
  public long open() {
    return links.stream().filter(link -> !link.clientGone).count();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException closed) {
      // as wanted
    }
    cut();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Link link = new Link(listening.accept());
        synchronized (gate) {
          link.dead = swallowing;
          links.add(link);
        }
        thread(link::toServer);
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void thread(Runnable run) {
    Thread thread = new Thread(run, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  private final class Link {
    private final Socket client;
    private Socket server;
    private volatile boolean dead;
    private volatile boolean clientGone;
    private String called = "";

    Link(Socket client) {
      this.client = client;
    }

    void toServer() {
      try {
        InputStream in = client.getInputStream();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (server == null && !dead) {
            // what it calls itself stands in the first message
            called = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
            server = new Socket(InetAddress.getLoopbackAddress(), target);
            thread(this::toClient);
          }
          if (passes(Way.TO_SERVER, n)) {
            server.getOutputStream().write(buffer, 0, n);
          }
        }
      } catch (IOException broken) {
        // closed below
      }
      clientGone = true;
      if (!dead) {
        close();
      }
    }

    private void toClient() {
      try {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          byte[] read = Arrays.copyOf(buffer, n);
          if (passes(Way.TO_CLIENT, n)) {
            out.write(read);
          }
        }
      } catch (IOException broken) {
        // closed below
      }
      if (!dead) {
        close();
      }
    }

    /** Waits while it is held. */
    private boolean passes(Way way, int octets) {
      synchronized (gate) {
        boolean counted = false;
        while (!dead && way == held && called.contains(whose)) {
          if (!counted) {
            withheld += octets;
            counted = true;
          }
          try {
            gate.wait();
          } catch (InterruptedException interrupted) {
            return false;
          }
        }
        return !dead;
      }
    }

    void close() {
      for (Socket socket : new Socket[] {client, server}) {
        try {
          if (socket != null) {
            socket.close();
          }
        } catch (IOException closed) {
          // as wanted
        }
      }
    }
  }
}
