// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.prunelle.gateway.TlsClient;
import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.KeyTool;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Files that are replaced while the gateway runs, by whom and in whichever order. */
final class TlsFilesTest {

  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  @TempDir private static Path made;

  @TempDir private Path files;
  private final Vertx vertx = Vertx.vertx();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Path certificate;
  private Path key;
  private Path authority;
  private ServerTls tls;
  private TlsClient client;

  @BeforeAll
  static void make() throws Exception {
    KeyTool.certificate(made, "first");
    KeyTool.certificate(made, "second");
    KeyTool.certificate(made, "past", "-startdate", "-10d", "-validity", "5");
    KeyTool.certificate(made, "rsa", "-keyalg", "RSA");
  }

  @BeforeEach
  void start() throws Exception {
    log.start();
    for (Logger logger : loggers()) {
      logger.setLevel(Level.INFO);
      logger.addAppender(log);
    }
    certificate = files.resolve("server.pem");
    key = files.resolve("server.key");
    authority = files.resolve("clients.pem");
    client = new TlsClient(made, 0);
    put("first");
    Files.copy(made.resolve("first.pem"), authority);
    tls =
        new ServerTls(
            vertx, new Settings.Tls(certificate, key, authority, true), Clock.systemUTC());
    HttpServerOptions options = new HttpServerOptions();
    tls.applyTo(options);
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.response().end())
            .listen(0, "127.0.0.1")
            .await();
    tls.follow(server);
    client = new TlsClient(made, server.actualPort());
  }

  @AfterEach
  void stop() {
    for (Logger logger : loggers()) {
      logger.detachAppender(log);
      logger.setLevel(null);
    }
    vertx.close().await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"second", "rsa"})
  void newFilesAreUsed(String name) throws Exception {
    put(name);

    tls.look().await();

    assertShown(name);
    assertThat(log.list).singleElement().extracting(ILoggingEvent::getLevel).isEqualTo(Level.INFO);
  }

  @Test
  void aCertificateWhoseKeyIsNotThereYetIsNotUsed() throws Exception {
    copy("second", certificate);
    assertKept();

    Files.writeString(key, client.privateKey("second"));
    tls.look().await();
    assertShown("second");
  }

  @Test
  void aCertificateWithAKeyOfAnotherKindIsNotUsed() throws Exception {
    copy("rsa", certificate);

    assertKept();
  }

  @Test
  void halfAFileIsNotUsed() throws Exception {
    String whole = Files.readString(made.resolve("second.pem"));
    Files.writeString(certificate, whole.substring(0, whole.length() / 2));

    assertKept();
  }

  @Test
  void anEmptyFileIsNotUsed() throws Exception {
    Files.writeString(key, "");

    assertKept();
  }

  @Test
  void aFileThatIsGoneIsMissed() throws Exception {
    Files.delete(key);

    assertKept();
  }

  @Test
  void aCertificateWhoseTimeIsOverIsNotUsed() throws Exception {
    put("past");

    assertKept();
  }

  @Test
  void oneWhoseTimeIsOverEndsNoStartAndIsTold() throws Exception {
    put("past");
    ServerTls late =
        new ServerTls(
            vertx, new Settings.Tls(certificate, key, authority, true), Clock.systemUTC());
    late.start();
    try {
      assertThat(late.state().getString("state")).isEqualTo("expired");
      assertThat(late.state().getInteger("daysLeft")).isEqualTo(-6);
      assertThat(log.list)
          .singleElement()
          .extracting(ILoggingEvent::getLevel)
          .isEqualTo(Level.WARN);
    } finally {
      late.stop();
    }
  }

  @Test
  void oneThatIsRenewedInsteadIsUsed() throws Exception {
    put("past");
    ServerTls late =
        new ServerTls(
            vertx, new Settings.Tls(certificate, key, authority, true), Clock.systemUTC());

    put("second");
    late.look().await();

    assertThat(late.state().getString("state")).isEqualTo("ok");
  }

  @Test
  void nobodyIsBelievedInsteadOfTheAuthority() throws Exception {
    Files.writeString(authority, "nothing");

    assertKept();
  }

  @Test
  void whatIsUnusableAtStartEndsIt() throws Exception {
    copy("second", certificate);

    assertThatExceptionOfType(InvalidSettings.class)
        .isThrownBy(
            () ->
                new ServerTls(
                    vertx, new Settings.Tls(certificate, key, null, true), Clock.systemUTC()))
        .withMessageStartingWith("gateway.listen.tls: ")
        .withMessageContaining("the key is not the certificate's");
  }

  /** Looked at twice, and told once, without the key. */
  private void assertKept() throws Exception {
    String secret = client.privateKey("first").lines().skip(1).findFirst().orElseThrow();
    assertThatExceptionOfType(Exception.class).isThrownBy(() -> tls.look().await());
    assertThatExceptionOfType(Exception.class).isThrownBy(() -> tls.look().await());

    assertShown("first");
    assertThat(log.list)
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.getLevel()).isEqualTo(Level.WARN);
              assertThat(told.getKeyValuePairs().toString()).doesNotContain(secret);
            });
  }

  private void assertShown(String name) throws Exception {
    assertThat(client.exchange(name, "first", REQUEST)).startsWith("HTTP/1.1 200");
  }

  private void put(String name) throws Exception {
    copy(name, certificate);
    Files.writeString(key, client.privateKey(name));
  }

  private static void copy(String name, Path to) throws Exception {
    Files.copy(made.resolve(name + ".pem"), to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<Logger> loggers() {
    return List.of(
        (Logger) LoggerFactory.getLogger(ServerTls.class),
        (Logger) LoggerFactory.getLogger(OwnCertificate.class));
  }
}
