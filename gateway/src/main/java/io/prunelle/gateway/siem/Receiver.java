// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.siem;

import io.netty.util.NetUtil;
import io.prunelle.gateway.config.Settings.Syslog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection to who receives the journal, and has proven to be who is meant. */
final class Receiver {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int HANDSHAKE_SECONDS = 5;

  /** One that takes nothing for so long is given up. */
  private static final int TAKES_SECONDS = 30;

  private final NetClient client;
  private final NetSocket socket;
  private volatile boolean closed;

  private Receiver(NetClient client, NetSocket socket) {
    this.client = client;
    this.socket = socket;
    // Syslog has no answers. Whatever comes is read, so that the end is noticed.
    socket.handler(ignored -> {});
    socket.exceptionHandler(broken -> closed = true);
    socket.closeHandler(end -> closed = true);
  }

  /** Fails where there is nobody, or somebody else. */
  static Future<Receiver> connect(Vertx vertx, Syslog settings) {
    // One for each connection: it reads the files, which may have been renewed
    NetClient client = vertx.createNetClient(options(settings));
    return client
        .connect(settings.port(), settings.host(), name(settings.host()))
        .map(socket -> new Receiver(client, socket))
        .onFailure(failed -> client.close());
  }

  /** To be told in the handshake (RFC 6066, 3): names only, no addresses. */
  private static @Nullable String name(String host) {
    return NetUtil.createByteArrayFromIpAddressString(host) == null ? host : null;
  }

  private static NetClientOptions options(Syslog settings) {
    NetClientOptions options =
        new NetClientOptions()
            .setConnectTimeout(CONNECT_MILLIS)
            .setTcpKeepAlive(true)
            .setSsl(true)
            // RFC 5425, 5.2: by name, as RFC 9110 has it for HTTPS
            .setHostnameVerificationAlgorithm("HTTPS");
    options
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    if (settings.authority() != null) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(settings.authority().toString()));
    }
    if (settings.certificate() != null && settings.key() != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions()
              .addCertPath(settings.certificate().toString())
              .addKeyPath(settings.key().toString()));
    }
    return options;
  }

  boolean isOpen() {
    return !closed;
  }

  /**
   * Succeeds once the system has taken it. That it has arrived nobody says: RFC 5425 has no word
   * for it.
   */
  Future<Void> send(Buffer messages) {
    return socket.write(messages).timeout(TAKES_SECONDS, TimeUnit.SECONDS);
  }

  Future<Void> close() {
    closed = true;
    return socket.close().transform(done -> client.close());
  }
}
