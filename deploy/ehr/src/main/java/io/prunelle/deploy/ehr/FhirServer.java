// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.ehr;

import ca.uhn.fhir.jpa.entity.TermConcept;
import ca.uhn.fhir.rest.server.RestfulServer;
import jakarta.persistence.EntityManagerFactory;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.hibernate.search.mapper.orm.Search;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** One FHIR server: its beans, its database pool and its HTTP listener on the loopback address. */
final class FhirServer implements AutoCloseable {

  // Time, method, path with query, status, request id: what tests need to prove that a request did
  // or did not arrive. Of the headers only the request id: no personal data beyond the URL's.
  private static final String LOG_FORMAT =
      "%{yyyy-MM-dd'T'HH:mm:ss.SSSZZZ|UTC}t %r %s %{X-Request-Id}i";

  private static final int MAX_THREADS = 32;
  private static final int MAX_HEADER_BYTES = 32 * 1024;
  private static final long STOP_TIMEOUT_MILLIS = 5_000;

  private final ServerSettings settings;
  private final AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext();
  private final Server jetty = new Server(new QueuedThreadPool(MAX_THREADS, 4));

  FhirServer(ServerSettings settings) {
    this.settings = settings;
  }

  /** Returns once requests are answered. */
  void start() throws Exception {
    beans.setId(settings.id());
    beans.registerBean(ServerSettings.class, () -> settings);
    beans.register(StorageConfiguration.class, RestConfiguration.class);
    beans.refresh();
    indexTerminology();

    ServletContextHandler root = new ServletContextHandler();
    root.addServlet(new ServletHolder(beans.getBean(RestfulServer.class)), "/fhir/*");
    jetty.setHandler(root);
    jetty.setRequestLog(new CustomRequestLog(new AccessLog(settings.accessLog()), LOG_FORMAT));
    jetty.setStopTimeout(STOP_TIMEOUT_MILLIS);
    jetty.addConnector(loopback());
    jetty.start();
  }

  /** The index is kept in memory alone. */
  private void indexTerminology() throws InterruptedException {
    Search.mapping(beans.getBean(EntityManagerFactory.class))
        .scope(TermConcept.class)
        .massIndexer()
        .startAndWait();
  }

  /** Lets the requests in flight end, then releases the database. */
  @Override
  public void close() {
    try {
      jetty.stop();
    } catch (Exception e) {
      System.err.println(settings.id() + ": " + e);
    } finally {
      beans.close();
    }
  }

  private ServerConnector loopback() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setResponseHeaderSize(MAX_HEADER_BYTES);
    ServerConnector connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(settings.port());
    return connector;
  }
}
