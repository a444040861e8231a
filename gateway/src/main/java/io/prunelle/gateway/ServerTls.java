// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway proves itself by, and asks of clients, where TLS ends at it. The files are
 * looked at every few seconds, so that a renewed certificate needs no restart; what cannot be used
 * leaves things as they are.
 */
final class ServerTls {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
  private static final long LOOK_MILLIS = 5_000;

  /** What older ones have, attacks are known for (RFC 9325, 3.1.1). */
  private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

  /** With forward secrecy and authenticated encryption alone (RFC 9325, 4.2). */
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

  private final Vertx vertx;
  private final Settings.Tls files;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private volatile TlsFiles latest;
  private volatile String trouble = "";
  private volatile boolean stopped;

  /** Reads the files, and so belongs on no event loop. */
  ServerTls(Vertx vertx, Settings.Tls files) {
    this.vertx = vertx;
    this.files = files;
    try {
      this.latest = TlsFiles.read(files);
      latest.check(vertx);
    } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
      throw new InvalidSettings("gateway.listen.tls", said(unusable));
    }
  }

  /** Without HTTP/2, which is not offered. */
  void applyTo(HttpServerOptions options) {
    options.setSsl(true).setUseAlpn(false);
    configure(options.getSslOptions(), latest);
  }

  private static ServerSSLOptions configure(ServerSSLOptions options, TlsFiles files) {
    options.setUseAlpn(false).setEnabledSecureTransportProtocols(VERSIONS);
    SUITES.forEach(options::addEnabledCipherSuite);
    files.applyTo(options);
    return options;
  }

  /** To be told once it listens. */
  void follow(HttpServer server) {
    servers.add(server);
  }

  void start() {
    // The next one is waited for when this one is done: a file system that hangs holds one thread
    vertx.setTimer(
        LOOK_MILLIS,
        due -> {
          if (!stopped) {
            look().onComplete(done -> start());
          }
        });
  }

  void stop() {
    stopped = true;
  }

  /** Fails, and leaves the former ones in use, when the files cannot be used. */
  Future<Void> look() {
    return vertx
        .executeBlocking(this::usable, false)
        .compose(now -> now.equals(latest) ? Future.succeededFuture() : use(now))
        .onSuccess(done -> trouble = "")
        .onFailure(this::tell);
  }

  private TlsFiles usable() throws IOException, GeneralSecurityException {
    TlsFiles now = TlsFiles.read(files);
    if (!now.equals(latest)) {
      now.check(vertx);
    }
    return now;
  }

  private Future<Void> use(TlsFiles now) {
    ServerSSLOptions options = configure(new ServerSSLOptions(), now);
    return Future.join(servers.stream().map(server -> server.updateSSLOptions(options)).toList())
        .onSuccess(
            done -> {
              latest = now;
              LOG.info("The files for TLS are new, and used for connections from now on");
            })
        .mapEmpty();
  }

  /** Once, not every time. */
  private void tell(Throwable unusable) {
    String cause = said(unusable);
    if (!stopped && !cause.equals(trouble)) {
      trouble = cause;
      LOG.atWarn()
          .addKeyValue("cause", cause)
          .log("The files for TLS cannot be used; the former ones are");
    }
  }

  private static String said(Throwable unusable) {
    String message = String.valueOf(unusable.getMessage());
    return unusable.getClass().getSimpleName() + ": " + message.lines().findFirst().orElse("");
  }
}
