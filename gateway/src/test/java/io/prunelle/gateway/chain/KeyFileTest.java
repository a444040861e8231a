// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.testing.TestKeys;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Signature;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys as operators keep them, and nothing that is none. */
final class KeyFileTest {

  private static final byte[] SAID = "what was done".getBytes(StandardCharsets.UTF_8);
  private static final String PASSWORD = "a secret of the store";

  @TempDir Path directory;

  @Test
  void aKeyInPemSignsWhatItsPublicHalfVerifies() throws Exception {
    Path file = TestKeys.write(directory.resolve("key.pem"));
    SigningKey key = KeyFile.signing(file, null);
    PublicKey half = KeyFile.verifying(TestKeys.publicHalf(file), "a setting");

    assertThat(half.id()).isEqualTo(key.id());
    assertThat(half.verifies(SAID, key.sign(SAID).result())).isTrue();
    assertThat(half.verifies("other".getBytes(StandardCharsets.UTF_8), key.sign(SAID).result()))
        .isFalse();
  }

  /** Held against the platform's own Ed25519. */
  @Test
  void aKeyInAPkcs12FileSignsWhatItsCertificateVerifies() throws Exception {
    Path file = store("key.p12", "Ed25519");
    SigningKey key = KeyFile.signing(file, PASSWORD);

    Signature verifier = Signature.getInstance("Ed25519");
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(file)) {
      store.load(bytes, PASSWORD.toCharArray());
    }
    verifier.initVerify(store.getCertificate("journal").getPublicKey());
    verifier.update(SAID);
    assertThat(verifier.verify(key.sign(SAID).result())).isTrue();
    assertThat(key.verifying().verifies(SAID, key.sign(SAID).result())).isTrue();
  }

  @Test
  void whatIsNoKeyThatCanBeReadIsToldByTheSettingsName() throws Exception {
    Path pem = TestKeys.write(directory.resolve("right.pem"));

    refused(directory.resolve("absent"), null);
    refused(Files.writeString(directory.resolve("empty"), ""), null);
    refused(TestKeys.publicHalf(pem), null);
    refused(pem, PASSWORD);
    refused(store("another.p12", "Ed25519"), "not its password");
    refused(store("ec.p12", "EC"), PASSWORD);
    refused(store("x.p12", "Ed448"), PASSWORD);
    assertThatThrownBy(() -> KeyFile.verifying(pem, "a.setting"))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageStartingWith("a.setting");
  }

  private static void refused(Path file, @Nullable String password) {
    assertThatThrownBy(() -> KeyFile.signing(file, password))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageStartingWith("gateway.journal.key")
        .hasMessageContaining(file.toString());
  }

  private Path store(String name, String algorithm) throws Exception {
    Path file = directory.resolve(name);
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "journal",
                    "-keyalg",
                    algorithm,
                    "-storetype",
                    "PKCS12",
                    "-dname",
                    "CN=journal",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    return file;
  }
}
