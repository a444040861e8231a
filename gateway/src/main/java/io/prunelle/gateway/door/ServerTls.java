// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
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

  private record Renewed(TlsFiles files, X509Certificate shown) {}

  private final Vertx vertx;
  private final Settings.Tls files;
  private final OwnCertificate own;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private volatile TlsFiles latest;
  private volatile String trouble = "";
  private volatile boolean stopped;

  /** Reads the files, and so belongs on no event loop. */
  ServerTls(Vertx vertx, Settings.Tls files, Clock clock) {
    this.vertx = vertx;
    this.files = files;
    try {
      this.latest = TlsFiles.read(files);
      this.own = new OwnCertificate(latest.check(vertx), clock);
    } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
      throw new InvalidSettings("gateway.listen.tls", said(unusable));
    }
  }

  void applyTo(HttpServerOptions options) {
    options.setSsl(true).setUseAlpn(files.http2());
    if (files.http2()) {
      options.setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
    }
    configure(options.getSslOptions(), latest);
  }

  private ServerSSLOptions configure(ServerSSLOptions options, TlsFiles latest) {
    options.setUseAlpn(files.http2()).setEnabledSecureTransportProtocols(VERSIONS);
    SUITES.forEach(options::addEnabledCipherSuite);
    latest.applyTo(options);
    return options;
  }

  /** To be told once it listens. */
  void follow(HttpServer server) {
    servers.add(server);
  }

  void start() {
    own.start();
    follow();
  }

  private void follow() {
    // The next one is waited for when this one is done: a file system that hangs holds one thread
    vertx.setTimer(
        LOOK_MILLIS,
        due -> {
          if (!stopped) {
            look().onComplete(done -> follow());
          }
        });
  }

  void stop() {
    stopped = true;
    own.stop();
  }

  /** Of the certificate, for the health. */
  JsonObject state() {
    return own.state();
  }

  /** Fails, and leaves the former ones in use, when the files cannot be used. */
  Future<Void> look() {
    return vertx
        .executeBlocking(this::usable, false)
        .compose(now -> now == null ? Future.succeededFuture() : use(now))
        .onSuccess(done -> trouble = "")
        .onComplete(done -> own.look())
        .onFailure(this::tell);
  }

  /** What is new; null when nothing is. */
  private @Nullable Renewed usable() throws IOException, GeneralSecurityException {
    TlsFiles now = TlsFiles.read(files);
    if (now.equals(latest)) {
      return null;
    }
    X509Certificate shown = now.check(vertx);
    if (!own.isInTime(shown)) {
      throw new CertificateException("the certificate's time is over, or has not begun");
    }
    return new Renewed(now, shown);
  }

  private Future<Void> use(Renewed now) {
    ServerSSLOptions options = configure(new ServerSSLOptions(), now.files());
    return Future.join(servers.stream().map(server -> server.updateSSLOptions(options)).toList())
        .onSuccess(
            done -> {
              latest = now.files();
              own.show(now.shown());
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
