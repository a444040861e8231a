// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.SigningKey;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.Period;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody hands over a file and says that it is a certificate. */
class CertificateCheckTest {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final SigningKey KEY = SigningKey.of(new byte[32]);
  private static final SigningKey OTHER =
      SigningKey.of("another key of 32 bytes, exactly".getBytes(StandardCharsets.US_ASCII));

  private static JsonObject content() {
    return new Erasure(
            new UUID(0, 1),
            "cabinet-des-lilas",
            "patient-1",
            new Erasure.Host("nuage-sante", "Nuage Santé SAS", Period.ofDays(30)),
            new TreeMap<>(Map.of("Observation", 9L, "Patient", 1L)),
            "00ff",
            Instant.parse("2026-11-28T10:00:00.123Z"),
            new Erasure.Verification(
                10,
                new TreeMap<>(Map.of("Observation", List.of("patient", "subject"))),
                new TreeMap<>(),
                2,
                false,
                0,
                null,
                1,
                2,
                true))
        .json(Instant.parse("2026-11-28T10:00:01Z"));
  }

  private static String checked(String file, @Nullable String patient) {
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    boolean certifies =
        new CertificateCheck(
                new Keyring(List.of(KEY.verifying())),
                new PrintStream(words, true, StandardCharsets.UTF_8))
            .check(file.getBytes(StandardCharsets.US_ASCII), patient);
    String said = words.toString(StandardCharsets.UTF_8);
    assertThat(said.startsWith("Certified: ")).isEqualTo(certifies);
    return said;
  }

  private static String encoded(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String header(String alg, String typ) {
    return encoded("{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"%s\"}".formatted(alg, KEY.id(), typ));
  }

  /** Signed rightly, whatever it says. */
  private static String signed(String header, String payload) {
    String input = header + "." + payload;
    return input
        + "."
        + BASE64.encodeToString(KEY.sign(input.getBytes(StandardCharsets.US_ASCII)).result());
  }

  @Test
  void oneThatIsGenuineSaysWhatItSays() {
    String said = checked(Jws.sign(content(), KEY).result() + "\n", "patient-1");

    assertThat(said)
        .contains("host nuage-sante (Nuage Santé SAS)")
        .contains("10 resources, root 00ff")
        .contains("the one with the id that was given")
        .contains("Earlier versions: may remain")
        .contains("Deleted before the record moved: not searched")
        .contains("others may live there too: 1 places")
        .contains("2 other Patients with one of the identifiers")
        .contains("Binaries that nothing refers to: searched as far as known")
        .contains("References by identifier alone: not searched")
        .contains("Backups may hold it until: 2026-12-28")
        .contains("2026-11-28T10:00:00Z");
  }

  @Test
  void oneOfAnotherPatientOrPracticeIsNot() {
    assertThat(checked(Jws.sign(content(), KEY).result(), "patient-2")).contains("another patient");
    assertThat(checked(Jws.sign(content().put("practice", "other"), KEY).result(), "patient-1"))
        .contains("another patient");
  }

  @Test
  void twoOfTheSamePatientDoNotTellThatTheyAre() {
    assertThat(content().getJsonObject("patient").getString("sha256"))
        .isNotEqualTo(content().getJsonObject("patient").getString("sha256"));
    assertThat(content().encode()).doesNotContain("patient-1");
  }

  @Test
  void oneSignedWithAKeyThatIsNotTrustedIsNot() {
    assertThat(checked(Jws.sign(content(), OTHER).result(), null))
        .contains("none of the trusted keys");
    // nor when it claims the trusted one
    String input = header("EdDSA", Jws.TYPE) + "." + encoded(content().encode());
    String forged =
        input
            + "."
            + BASE64.encodeToString(OTHER.sign(input.getBytes(StandardCharsets.US_ASCII)).result());
    assertThat(checked(forged, null)).contains("none of the trusted keys");
  }

  @Test
  void anAlteredOneIsNot() {
    String[] parts = Jws.sign(content(), KEY).result().split("\\.", -1);
    String other = encoded(content().put("practice", "other").encode());

    assertThat(checked(parts[0] + "." + other + "." + parts[2], null))
        .contains("none of the trusted keys");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "ES256", "Ed25519"})
  void whatIsSignedInAnotherWayIsNotUnderstood(String algorithm) {
    String payload = encoded(content().encode());

    assertThat(checked(header(algorithm, Jws.TYPE) + "." + payload + ".", null))
        .contains("no certificate");
    assertThat(checked(signed(header(algorithm, Jws.TYPE), payload), null))
        .contains("no certificate");
  }

  @Test
  void somethingElseThatTheKeyHasSignedIsNot() {
    assertThat(checked(signed(header("EdDSA", "JWT"), encoded(content().encode())), null))
        .contains("no certificate");
    assertThat(checked(signed(header("EdDSA", Jws.TYPE), encoded("{\"format\":\"x/1\"}")), null))
        .contains("its format is not");
    assertThat(
            checked(
                signed(
                    encoded(
                        "{\"alg\":\"EdDSA\",\"crit\":[\"b64\"],\"kid\":\"%s\",\"typ\":\"%s\"}"
                            .formatted(KEY.id(), Jws.TYPE)),
                    encoded(content().encode())),
                null))
        .contains("no certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b", "a.b.c", "{}", "é.é.é", "....", "e30.e30.e30"})
  void nonsenseIsNot(String file) {
    assertThat(checked(file, null)).contains("no certificate");
  }

  @Test
  void whatItSaysCannotPassForWhatTheCommandSays() {
    String said =
        checked(Jws.sign(content().put("practice", "a\nCertified: all"), KEY).result(), null);

    assertThat(said.lines().filter(line -> line.startsWith("Certified"))).hasSize(1);
  }
}
