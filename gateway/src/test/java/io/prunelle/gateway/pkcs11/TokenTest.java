// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.SoftHsm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real token: it signs, or one line says which key of the configuration does not lead there. */
final class TokenTest {

  private static final byte[] SAID = "what was done".getBytes(StandardCharsets.UTF_8);

  private static SoftHsm hsm;

  @BeforeAll
  static void token() {
    hsm = SoftHsm.orNotTested();
  }

  /** Held against the platform's own Ed25519. */
  @Test
  void theTokenSignsWhatThePublicKeyVerifies() throws Exception {
    Token token = Token.open(hsm.settings());

    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded())));
    verifier.update(SAID);
    assertThat(verifier.verify(token.sign(SAID))).isTrue();
    assertThat(token.sign(new byte[0])).hasSize(64);
    assertThat(token.sign(new byte[100_000])).hasSize(64);
    token.close();
  }

  @Test
  void whoVerifiesIsToldThePublicHalf() throws Exception {
    byte[] encoded = encoded();

    assertThat(Token.publicKey(hsm.settings()))
        .isEqualTo(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
  }

  @Test
  void whatDoesNotLeadToTheKeyIsToldByTheSettingsName() throws Exception {
    Path noModule = Files.writeString(Files.createTempFile("module", ".so"), "none");

    refused(token(noModule, SoftHsm.TOKEN), "library: " + noModule + " cannot be loaded: ");
    refused(
        hsm.settings(SoftHsm.KEY, "wrong"),
        "pin: the token does not take it: C_Login: CKR_PIN_INCORRECT");
    refused(
        hsm.settings("another", SoftHsm.PIN),
        "key-label: the token has no private key labelled another");
    refused(
        hsm.settings(SoftHsm.TWICE, SoftHsm.PIN),
        "key-label: the token has more than one private key labelled twice");
    refused(hsm.settings(SoftHsm.OTHER_CURVE, SoftHsm.PIN), "key-label: p256 is no Ed25519 key");
    assertThatThrownBy(() -> Token.publicKey(hsm.settings(SoftHsm.HALF, SoftHsm.PIN)))
        .hasMessage("gateway.journal.pkcs11.public-key: the token has no public key labelled half");
  }

  /** Otherwise a gateway that is quicker than its token after a power cut would stay down. */
  @Test
  void whatMayBeThereLaterIsNoWrongConfiguration() throws Exception {
    absent(token(hsm.module(), "another"), "token-label: no token another is there");
    absent(
        new Settings.Pkcs11(hsm.module(), 4_711L, null, SoftHsm.KEY, SoftHsm.PIN, null),
        "slot: no token 4711 is there");
    assertThat(opened(Map.of("SOFTHSM2_CONF", "/nowhere/softhsm2.conf")))
        .contains(
            "IOException: gateway.journal.pkcs11.library: the token cannot be used: C_Initialize:"
                + " CKR_GENERAL_ERROR");
  }

  private static void absent(Settings.Pkcs11 settings, String problem) {
    assertThatThrownBy(() -> Token.open(settings))
        .isInstanceOf(IOException.class)
        .hasMessage("gateway.journal.pkcs11." + problem)
        .hasNoCause();
  }

  @Test
  void aTokenThatOffersNoEd25519IsRefused() throws Exception {
    assertThat(opened(hsm.environment()).strip()).endsWith("open");
    assertThat(opened(hsm.withoutEdwards()))
        .contains(
            "gateway.journal.pkcs11.token-label: the token does not offer to sign with Ed25519"
                + " (CKM_EDDSA)");
  }

  /** What a process says that opens it. */
  private static String opened(Map<String, String> environment) throws Exception {
    ProcessBuilder opening =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Opening.class.getName(),
            hsm.module().toString());
    opening.environment().putAll(environment);
    Process process = opening.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  /** A process that opens the token, and says so. */
  static final class Opening {

    private Opening() {}

    public static void main(String[] arguments) throws IOException {
      Token.open(token(Path.of(arguments[0]), SoftHsm.TOKEN)).close();
      System.out.println("open");
    }
  }

  @Test
  void aTokenThatWasTakenOutSignsAgainOnceItIsOpenedAnew() throws Exception {
    Token token = Token.open(hsm.settings());
    try (SoftHsm.Closing out = hsm.takeOut()) {
      assertThat(out).isNotNull();
      hsm.reset();
      assertThatThrownBy(() -> token.sign(SAID))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("The token does not sign: C_SignInit: CKR_");
      assertThatThrownBy(token::reopen).hasMessageContaining("no token prunelle is there");
      assertThatThrownBy(() -> token.sign(SAID)).hasMessage("The token is not open");
    }

    token.reopen();
    assertThat(token.sign(SAID)).hasSize(64);
    token.close();
  }

  private static Settings.Pkcs11 token(Path module, String label) {
    return new Settings.Pkcs11(module, null, label, SoftHsm.KEY, SoftHsm.PIN, null);
  }

  private static void refused(Settings.Pkcs11 settings, String problem) {
    assertThatThrownBy(() -> Token.open(settings))
        .isInstanceOf(InvalidSettings.class)
        .message()
        .startsWith("gateway.journal.pkcs11." + problem)
        .doesNotContain("\n", settings.pin() + " ");
  }

  private static byte[] encoded() throws IOException {
    String pem = Files.readString(hsm.publicHalf()).replaceAll("-----[^-]*-----", "");
    return Base64.getMimeDecoder().decode(pem);
  }
}
