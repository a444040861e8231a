// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.conformance.Conformance;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.page.ConsentPage;
import io.prunelle.gateway.rest.Framing;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The port that clients reach. FHIR requests go straight to their path: no router in between that
 * would normalise what the parser must see as it was sent.
 */
public final class FrontDoor implements Part {

  private static final long FINISH_SECONDS = 10;
  private static final long LAST_OUTCOMES_SECONDS = 5;

  /** Of streams, by clients or because of them, before the connection is closed. */
  private static final int MOST_RESETS = 100;

  private static final int RESETS_SECONDS = 30;
  private static final String FHIR = "/fhir";

  private final Vertx vertx;
  private final Settings.Address address;
  private final @Nullable ServerTls tls;
  private final Settings.Clients clients;
  private final Receiver fhir;
  private final Conformance conformance;
  private final CrossOrigin crossOrigin;
  private final BrowserHeaders browsers;
  private final Router pages;
  private final Uninvited uninvited;
  private volatile String deployment = "";
  private volatile int port;

  public FrontDoor(
      Vertx vertx,
      Settings settings,
      Receiver fhir,
      Conformance conformance,
      Router pages,
      Clock clock) {
    this.vertx = vertx;
    this.address = settings.listen();
    this.tls = settings.tls() == null ? null : new ServerTls(vertx, settings.tls(), clock);
    this.clients = settings.clients();
    this.fhir = fhir;
    this.conformance = conformance;
    this.crossOrigin = new CrossOrigin(clients.origins());
    this.browsers = new BrowserHeaders(settings.publicUrl());
    this.pages = pages;
    this.uninvited = new Uninvited(new UnreadBody(vertx, settings.limits().requestBody()));
  }

  /** One listener per core, all on the same port. */
  @Override
  public Future<?> start() {
    return vertx
        .deployVerticle(
            Listener::new,
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .onSuccess(this::open);
  }

  private void open(String id) {
    deployment = id;
    if (tls != null) {
      tls.start();
    }
  }

  /**
   * Accepts nothing new, lets requests in flight finish for up to ten seconds, and their outcomes
   * be written for a little longer.
   */
  @Override
  public Future<?> stop() {
    if (tls != null) {
      tls.stop();
    }
    return deployment.isEmpty()
        ? Future.succeededFuture()
        : vertx
            .undeploy(deployment)
            .eventually(() -> fhir.idle().timeout(LAST_OUTCOMES_SECONDS, TimeUnit.SECONDS));
  }

  /** Of the certificate that clients are shown; null where TLS does not end here. */
  public @Nullable JsonObject certificate() {
    return tls == null ? null : tls.state();
  }

  public int port() {
    return port;
  }

  private void handle(HttpServerRequest request) {
    String path = request.path();
    // Without one it is a CONNECT over HTTP/2
    boolean toFhir = path == null || path.equals(FHIR) || path.startsWith(FHIR + "/");
    boolean unsound = Framing.unsound(request);
    if (unsound || toFhir) {
      browsers.tell(request.response());
    }
    if (unsound) {
      // Journalled there, whatever it asks for
      fhir.refuse(request);
      return;
    }
    uninvited.watch(request);
    if (toFhir) {
      if (!crossOrigin.handle(request) && !conformance.handle(request)) {
        Uninvited.leave(request);
        fhir.handle(request);
      }
    } else {
      Crumbs.join(request);
      pages.handle(request);
    }
  }

  private static HttpServerOptions options(Settings.Clients clients) {
    return new HttpServerOptions()
        .setMaxInitialLineLength((int) clients.requestLine())
        .setMaxHeaderSize((int) clients.headers())
        // Upgrades would leave the path of a request: no h2c, and no WebSocket handler
        .setHttp2ClearTextEnabled(false)
        // Nor anything that looks at each request for whether it is one
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setMaxFormAttributeSize(ConsentPage.LARGEST_FORM)
        // Not before the head has been judged
        .setHandle100ContinueAutomatically(false)
        // Where it is spoken at all: RFC 9113, 10.5
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(ClientConnections.MOST_AT_ONCE)
                .setMaxHeaderListSize(clients.headers()))
        .setHttp2RstFloodMaxRstFramePerWindow(MOST_RESETS)
        .setHttp2RstFloodWindowDuration(RESETS_SECONDS)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
        .setDecompressionSupported(false)
        // Until HTTP is spoken on it; then a connection is watched over by ClientConnections
        .setIdleTimeout((int) (2 * clients.headTimeout().toMillis()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setTcpKeepAlive(true);
  }

  private final class Listener extends VerticleBase {

    private final HttpServer server;
    private final ClientConnections connections;

    private Listener() {
      HttpServerOptions options = options(clients);
      if (tls != null) {
        tls.applyTo(options);
      }
      this.server = FrontDoor.this.vertx.createHttpServer(options);
      this.connections =
          new ClientConnections(
              FrontDoor.this.vertx, clients.headTimeout(), clients.answerTimeout());
    }

    @Override
    public Future<?> start() {
      // -1: a free port, but the same for all listeners
      connections.start();
      return server
          .connectionHandler(connections::opened)
          .requestHandler(this::handle)
          .invalidRequestHandler(this::handle)
          .listen(address.port() == 0 ? -1 : address.port(), address.host())
          .onSuccess(this::listens);
    }

    private void listens(HttpServer listening) {
      port = listening.actualPort();
      if (tls != null) {
        tls.follow(listening);
      }
    }

    private void handle(HttpServerRequest request) {
      if (connections.admits(request)) {
        FrontDoor.this.handle(request);
      }
    }

    @Override
    public Future<?> stop() {
      connections.stop();
      return server.shutdown(FINISH_SECONDS, TimeUnit.SECONDS);
    }
  }
}
