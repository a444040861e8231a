// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  private final Seal seal = Seal.of(List.of("client secret"), "test");
  private final Attempt attempt = Attempt.begin("/my/accesses", NOW, null, null);

  @Test
  void anAttemptComesBackFromTheBrowserAsItWas() {
    assertThat(Attempt.open(attempt.sealed(seal), seal, NOW)).contains(attempt);
  }

  @Test
  void howOldTheAuthenticationMayBeComesBackAsWell() {
    Attempt again = Attempt.begin("/my", NOW, Duration.ofMinutes(5), "gold");

    assertThat(Attempt.open(again.sealed(seal), seal, NOW)).contains(again);
  }

  @Test
  void theBrowserCannotReadOrChangeWhatItKeeps() {
    String sealed = attempt.sealed(seal);
    String other = (sealed.charAt(20) == 'A' ? "B" : "A");

    assertThat(sealed).doesNotContain(attempt.state(), attempt.nonce());
    assertThat(Attempt.open(sealed.substring(0, 20) + other + sealed.substring(21), seal, NOW))
        .isEmpty();
    assertThat(Attempt.open(sealed, Seal.of(List.of("another secret"), "test"), NOW)).isEmpty();
    assertThat(Attempt.open("not sealed at all", seal, NOW)).isEmpty();
    assertThat(Attempt.open("", seal, NOW)).isEmpty();
  }

  @Test
  void anAttemptThatTookTooLongIsOver() {
    assertThat(Attempt.open(attempt.sealed(seal), seal, NOW.plus(Attempt.PATIENCE))).isEmpty();
    assertThat(
            Attempt.open(
                attempt.sealed(seal),
                seal,
                NOW.plus(Attempt.PATIENCE).minus(Duration.ofSeconds(1))))
        .isPresent();
  }

  @Test
  void noTwoAttemptsShareASecret() {
    Attempt other = Attempt.begin("/my", NOW, null, null);

    assertThat(other.state()).isNotEqualTo(attempt.state());
    assertThat(other.nonce()).isNotEqualTo(attempt.nonce());
    assertThat(other.verifier()).isNotEqualTo(attempt.verifier());
    // RFC 7636, 4.1: 43 to 128 characters
    assertThat(attempt.verifier()).hasSize(43).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void theChallengeIsTheOneOfTheSpecification() {
    // RFC 7636, appendix B
    Attempt example =
        new Attempt(
            "s", "n", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "/my", NOW, null, null);

    assertThat(example.challenge()).isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  }
}
