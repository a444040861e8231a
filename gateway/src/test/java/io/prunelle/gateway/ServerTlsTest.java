// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.KeyTool;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS that ends at the gateway, and certificates of clients. */
final class ServerTlsTest {

  private static final String[] PAST = {"-startdate", "-10d", "-validity", "5"};

  @TempDir private static Path files;
  private static Path certificate;
  private static Path key;
  private static RunningGateway gateway;
  private static RunningGateway behind;
  private static TlsClient client;

  @BeforeAll
  static void start() throws Exception {
    for (String name :
        new String[] {"first", "second", "client", "another", "expired", "foreign"}) {
      KeyTool.certificate(files, name);
    }
    KeyTool.certificate(files, "authority", "-ext", "bc=ca:true");
    KeyTool.certificate(files, "lapsed", PAST);
    KeyTool.certify(files, "client", "authority");
    KeyTool.certify(files, "another", "authority");
    KeyTool.certify(files, "expired", "authority", PAST);
    certificate = Files.copy(files.resolve("first.pem"), files.resolve("server.pem"));
    Path believed =
        Files.writeString(
            files.resolve("believed.pem"),
            Files.readString(files.resolve("authority.pem"))
                + Files.readString(files.resolve("lapsed.pem")));
    key = files.resolve("server.key");
    Files.writeString(key, new TlsClient(files, 0).privateKey("first"));
    Settings.Tls tls = new Settings.Tls(certificate, key, believed, true);
    gateway =
        RunningGateway.start(TestDatabase.migrated(), settings -> TestSettings.tls(settings, tls));
    behind =
        RunningGateway.start(
            TestDatabase.migrated(),
            settings ->
                TestSettings.tls(
                    TestSettings.behind(settings, "127.0.0.1"),
                    new Settings.Tls(certificate, key, believed, false)));
    client = client(gateway);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    behind.close();
  }

  @Test
  void aBearerTokenNeedsNoCertificate() throws Exception {
    String token = gateway.realm.patient("p1");

    assertThat(get(null, token)).startsWith("HTTP/1.1 200");
    assertThat(get("client", token)).startsWith("HTTP/1.1 200");
  }

  @Test
  void aTokenBoundToACertificateHoldsOverAConnectionOfItAlone() throws Exception {
    String bound = bound(gateway, "client");

    assertThat(get("client", bound)).startsWith("HTTP/1.1 200");
    assertThat(get(null, bound)).startsWith("HTTP/1.1 401");
    assertThat(get("another", bound)).startsWith("HTTP/1.1 401");
  }

  @ParameterizedTest
  @ValueSource(strings = {"foreign", "expired"})
  void aCertificateThatNobodyVouchesForOpensNoConnection(String own) {
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(own, bound(gateway, own)));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> get(own, gateway.realm.patient("p1")));
  }

  @Test
  void aCertificateThatIsNamedItselfHoldsInItsTimeAlone() throws Exception {
    // No chain is checked of a certificate that is trusted itself, nor is its time
    assertThat(get("lapsed", bound(gateway, "lapsed"))).startsWith("HTTP/1.1 401");
  }

  @Test
  void whatAClientSaysOfItsCertificateIsNotBelieved() throws Exception {
    assertThat(get(null, bound(gateway, "client"), told("client"))).startsWith("HTTP/1.1 401");
    assertThat(get("another", bound(gateway, "client"), told("client"))).startsWith("HTTP/1.1 401");
    assertThat(get("client", bound(gateway, "client"), told("another"))).startsWith("HTTP/1.1 200");
  }

  @Test
  void aProxysOwnCertificateIsNotItsClients() throws Exception {
    TlsClient proxy = client(behind);

    assertThat(proxy.exchange("first", "client", request(bound(behind, "client"))))
        .startsWith("HTTP/1.1 401");
    assertThat(
            proxy.exchange("first", "client", request(bound(behind, "another"), told("another"))))
        .startsWith("HTTP/1.1 200");
  }

  /** The same greeting, but for its version: an alert (21) or the server's greeting (22). */
  @ParameterizedTest
  @CsvSource({"0301, 21", "0302, 21", "0303, 22"})
  void anOldVersionIsNotSpoken(String version, int record) throws Exception {
    String suites = "0004" + "c009" + "c02b";
    String extensions = "000a00040002" + "0017" + "000b00020100" + "000d00040002" + "0403";
    String hello =
        version + "00".repeat(32) + "00" + suites + "0100" + length(2, extensions) + extensions;
    String message = "01" + length(3, hello) + hello;
    byte[] sent = HexFormat.of().parseHex("160301" + length(2, message) + message);
    try (Socket socket = plain()) {
      socket.getOutputStream().write(sent);
      socket.getOutputStream().flush();
      assertThat(socket.getInputStream().read()).isEqualTo(record);
    }
  }

  @Test
  void aWeakSuiteIsNotSpoken() throws Exception {
    assertThat(session("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256").getProtocol())
        .isEqualTo("TLSv1.2");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> session("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"));
  }

  @Test
  void whereHttp2IsSwitchedOffItIsNotChosen() throws Exception {
    String token = behind.realm.patient("p1");
    try (SSLSocket socket = client(behind).connectForHttp2("first")) {
      assertThat(socket.getApplicationProtocol()).isNotEqualTo("h2");
      assertThat(TlsClient.exchange(socket, request(token))).startsWith("HTTP/1.1 200");
    }
    assertThat(client(behind).exchange("first", null, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
        .contains(" 501 ");
  }

  @Test
  void theTimeOfTheCertificateIsToldWithTheHealthAndByAMetric() {
    JsonObject told =
        gateway.management("/health/ready").json().getJsonArray("checks").stream()
            .map(JsonObject.class::cast)
            .filter(check -> check.getString("id").equals("tls"))
            .findFirst()
            .orElseThrow()
            .getJsonObject("data");

    assertThat(told.getString("state")).isEqualTo("ok");
    assertThat(told.getInteger("daysLeft")).isEqualTo(89);
    assertThat(gateway.management("/metrics").body())
        .contains("prunelle_listen_certificate_days_left 89");
  }

  @Test
  void withoutTlsNothingIsSaid() throws Exception {
    try (Socket socket = plain()) {
      assertThat(TlsClient.exchange(socket, request(gateway.realm.patient("p1"))))
          .doesNotContain("HTTP");
    }
    assertThat(gateway.management("/health/live").status()).isEqualTo(200);
  }

  @Test
  void aRenewedCertificateIsShownWithoutARestart() throws Exception {
    show("second");
    try {
      try (SSLSocket socket = client.connectForHttp2("second")) {
        assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
      }
      assertThat(client.exchange("second", "client", request(bound(gateway, "client"))))
          .startsWith("HTTP/1.1 200");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(
              () -> client.exchange("second", "foreign", request(gateway.realm.patient("p1"))));
    } finally {
      show("first");
    }
  }

  private static void show(String name) throws Exception {
    Files.copy(files.resolve(name + ".pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(key, client.privateKey(name));
    String token = gateway.realm.patient("p1");
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> client.exchange(name, null, request(token)).startsWith("HTTP/1.1 200"));
  }

  private static SSLSession session(String suite) throws Exception {
    try (SSLSocket socket = client.connect("first", null)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.setEnabledCipherSuites(new String[] {suite});
      socket.startHandshake();
      return socket.getSession();
    }
  }

  private static String get(@Nullable String own, String token, String... headers)
      throws Exception {
    return client.exchange("first", own, request(token, headers));
  }

  private static String request(String token, String... headers) {
    return "GET /fhir/cabinet-des-lilas/Patient/p1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + String.join("", headers)
        + "Authorization: Bearer "
        + token
        + "\r\n\r\n";
  }

  private static TlsClient client(RunningGateway of) {
    return new TlsClient(files, URI.create(of.fhir()).getPort());
  }

  private static Socket plain() throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(gateway.fhir()).getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static String length(int bytes, String hex) {
    return HexFormat.of().toHexDigits(hex.length() / 2, 2 * bytes);
  }

  private static String told(String name) throws Exception {
    return "Client-Cert: :"
        + Base64.getEncoder().encodeToString(client.certificate(name).getEncoded())
        + ":\r\n";
  }

  private static String bound(RunningGateway of, String name) throws Exception {
    byte[] der = client.certificate(name).getEncoded();
    String thumbprint =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(MessageDigest.getInstance("SHA-256").digest(der));
    return of.realm.token(
        of.realm.patientClaims("p1").put("cnf", new JsonObject().put("x5t#S256", thumbprint)));
  }
}
