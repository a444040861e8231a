// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.siem;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A receiver of syslog over TLS that takes RFC 5424 and RFC 5425 by the letter. */
final class SyslogServer implements AutoCloseable {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Pattern MESSAGE =
      Pattern.compile(
          "<(\\d{1,3})>1 (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z) ([!-~]{1,255})"
              + " prunelle ([!-~]{1,128}) ([!-~]{1,32}) - \uFEFF(\\{.*})",
          Pattern.DOTALL);

  /** One that arrived, over which connection. */
  record Received(
      int connection, int priority, String host, String process, String kind, JsonObject body) {

    int chain() {
      return body.getInteger("chain");
    }

    long block() {
      return body.getLong("block");
    }

    /** Where in its chain. */
    long place() {
      return block() * 10_000 + body.getInteger("leaf");
    }

    JsonObject record() {
      return body.getJsonObject("record");
    }
  }

  private final SSLServerSocket server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<String> malformed = new CopyOnWriteArrayList<>();
  private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();

  /** After so many messages of a connection, it is reset with whatever is still in it. */
  private volatile int patience = Integer.MAX_VALUE;

  private SyslogServer(SSLServerSocket server) {
    this.server = server;
  }

  /** With the certificate {@code name} that was made there. */
  static SyslogServer start(Path files, String name, int port) throws Exception {
    return start(files, name, port, null);
  }

  /** One that takes nothing from who has no certificate of {@code client}. */
  static SyslogServer start(Path files, String name, int port, String client) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(KeyStore.getInstance(files.resolve(name + ".p12").toFile(), PASSWORD), PASSWORD);
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    if (client != null) {
      KeyStore clients = KeyStore.getInstance(files.resolve(client + ".p12").toFile(), PASSWORD);
      trust.setCertificateEntry(client, clients.getCertificate(client));
      trusted.init(trust);
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), client == null ? null : trusted.getTrustManagers(), null);
    SSLServerSocket socket =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
    socket.setReuseAddress(true);
    socket.setNeedClientAuth(client != null);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    SyslogServer server = new SyslogServer(socket);
    new Thread(server::accept, "syslog").start();
    return server;
  }

  int port() {
    return server.getLocalPort();
  }

  void patience(int messages) {
    patience = messages;
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  /** What was no message; there must not be any. */
  List<String> malformed() {
    return List.copyOf(malformed);
  }

  int connections() {
    return connections.get();
  }

  /** Ends what is connected, and listens on. */
  void disconnect() throws IOException {
    for (SSLSocket socket : new ArrayList<>(open)) {
      socket.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) server.accept();
        open.add(socket);
        new Thread(() -> serve(socket), "syslog-connection").start();
      } catch (IOException closed) {
        // looked at above
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      socket.startHandshake();
      int connection = connections.incrementAndGet();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int messages = 0; messages < patience; messages++) {
        message(connection, frame(in));
      }
      socket.setSoLinger(true, 0);
    } catch (IOException over) {
      // as connections end
    } finally {
      open.remove(socket);
    }
  }

  private String frame(InputStream in) throws IOException {
    int length = 0;
    for (int digit = in.read(); digit != ' '; digit = in.read()) {
      if (digit < 0) {
        throw new EOFException();
      } else if (digit < '0' || digit > '9' || length > 1_000_000) {
        malformed.add("a length with " + digit);
        throw new IOException("out of step");
      }
      length = length * 10 + digit - '0';
    }
    byte[] message = in.readNBytes(length);
    if (message.length < length) {
      throw new EOFException();
    }
    return new String(message, StandardCharsets.UTF_8);
  }

  private void message(int connection, String message) {
    Matcher parts = MESSAGE.matcher(message);
    if (!parts.matches()) {
      malformed.add(message);
      return;
    }
    received.add(
        new Received(
            connection,
            Integer.parseInt(parts.group(1)),
            parts.group(3),
            parts.group(4),
            parts.group(5),
            new JsonObject(parts.group(6))));
  }

  @Override
  public void close() throws IOException {
    server.close();
    disconnect();
  }
}
