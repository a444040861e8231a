// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An application that answers a log-out line by line, for as long as it is not told to go on. */
final class HangingApplication implements AutoCloseable {
  // less than Keycloak waits for the next byte, and more lines than anybody waits for
  private static final int LINES = 20;

  private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean called;
  private volatile boolean done;

  HangingApplication() throws IOException {
    Thread thread = new Thread(this::serve, "hanging application");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/logout";
  }

  void goOn() {
    released.countDown();
  }

  boolean wasCalled() {
    return called;
  }

  /** Whether somebody has waited for all of an answer. */
  boolean isDone() {
    return done;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket caller = socket.accept()) {
        called = true;
        OutputStream out = caller.getOutputStream();
        line(out, "HTTP/1.1 204 No Content");
        for (int i = 0; i < LINES && !released.await(1, TimeUnit.SECONDS); i++) {
          line(out, "X-Wait: " + i);
        }
        line(out, "Connection: close");
        line(out, "");
        done = true;
      } catch (IOException e) {
        // the caller has gone, or the test is over
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void line(OutputStream out, String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    released.countDown();
    socket.close();
  }
}
