// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.KeyTool;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that is bound to a certificate is worth something to who has the certificate alone. */
final class CertificateBoundTokenTest {

  private static final String HEADER = "Client-Cert";

  @TempDir private static Path files;
  private static RunningGateway behind;
  private static RunningGateway open;
  private static byte[] own;
  private static byte[] another;

  @BeforeAll
  static void start() throws Exception {
    own = der(KeyTool.certificate(files, "client"));
    another = der(KeyTool.certificate(files, "another"));
    behind =
        RunningGateway.start(
            TestDatabase.migrated(), settings -> TestSettings.behind(settings, "127.0.0.1"));
    open =
        RunningGateway.start(
            TestDatabase.migrated(), settings -> TestSettings.behind(settings, "192.0.2.1"));
  }

  @AfterAll
  static void stop() {
    behind.close();
    open.close();
  }

  @BeforeEach
  void forget() {
    behind.premises.reset();
    open.premises.reset();
  }

  @Test
  void itHoldsWithTheVeryCertificate() throws Exception {
    Answer answer = behind.get("/Patient/p1", bound(behind, own), HEADER, told(own));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(behind.arrived())
        .singleElement()
        .satisfies(arrived -> assertThat(arrived.headers().names()).doesNotContain(HEADER));
  }

  @Test
  void itIsNoBearerToken() throws Exception {
    String token = bound(behind, own);

    assertRefused(behind, behind.get("/Patient/p1", token));
    assertRefused(behind, behind.get("/Patient/p1", token, HEADER, told(another)));
    for (String broken :
        new String[] {
          "",
          "::",
          ":AAAA:",
          told(own).substring(1),
          told(own).replace(":", "\""),
          told(own) + ", " + told(own),
          told(own) + ";x=1",
          ":" + Base64.getUrlEncoder().encodeToString(own) + "-:"
        }) {
      assertRefused(behind, behind.get("/Patient/p1", token, HEADER, broken));
    }
  }

  @Test
  void whatAClientSaysOfItsCertificateIsNotBelieved() throws Exception {
    assertRefused(open, open.get("/Patient/p1", bound(open, own), HEADER, told(own)));
    assertRefused(
        open,
        open.get(
            "/Patient/p1",
            bound(open, own),
            HEADER,
            told(own),
            "X-Forwarded-For",
            "192.0.2.1",
            "Forwarded",
            "for=192.0.2.1"));
  }

  @Test
  void twoCertificatesAreNone() throws Exception {
    String answer =
        RawRequest.exchange(
            behind,
            "GET /fhir/cabinet-des-lilas/Patient/p1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Authorization: Bearer "
                + bound(behind, own)
                + "\r\nClient-Cert: "
                + told(own)
                + "\r\nclient-cert: "
                + told(another)
                + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 401");
    assertThat(behind.arrived()).isEmpty();
  }

  @Test
  void aTokenThatIsBoundToNothingNeedsNone() {
    String token = behind.realm.patient("p1");

    assertThat(behind.get("/Patient/p1", token).status()).isEqualTo(200);
    assertThat(behind.get("/Patient/p1", token, HEADER, told(another)).status()).isEqualTo(200);
  }

  private static void assertRefused(RunningGateway gateway, Answer answer) {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate")).contains("error=\"invalid_token\"");
    assertThat(gateway.settled(answer))
        .containsEntry("reason", "token-certificate")
        .containsEntry("subject", null)
        .containsEntry("client", "demo-app")
        .containsEntry("token_id", "jti-user-p1");
    assertThat(gateway.arrived()).isEmpty();
  }

  private static String bound(RunningGateway gateway, byte[] certificate) throws Exception {
    String thumbprint =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(MessageDigest.getInstance("SHA-256").digest(certificate));
    return gateway.realm.token(
        gateway.realm.patientClaims("p1").put("cnf", new JsonObject().put("x5t#S256", thumbprint)));
  }

  private static String told(byte[] certificate) {
    return ":" + Base64.getEncoder().encodeToString(certificate) + ":";
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }
}
