// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client's own key costs no more to verify with than others. */
class PublicKeyTest {

  @ParameterizedTest
  @CsvSource({
    "256, 3, true",
    "384, 3, true",
    "512, 3, true",
    "512, 1, true",
    "255, 3, false", // too short
    "513, 3, false", // as long as anybody likes
    "384, 5, false",
    "384, 384, false",
  })
  void anRsaKeyIsOfTheUsualSize(int modulus, int exponent, boolean taken) {
    for (String algorithm : new String[] {"PS256", "RS256"}) {
      assertThat(PublicKey.of(key(modulus, exponent), algorithm).isPresent()).isEqualTo(taken);
    }
  }

  /** Of so many bytes. */
  private static JsonObject key(int modulus, int exponent) {
    return new JsonObject().put("kty", "RSA").put("n", number(modulus)).put("e", number(exponent));
  }

  private static String number(int bytes) {
    byte[] number = new byte[bytes];
    Arrays.fill(number, (byte) 0xF1);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(number);
  }
}
