// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.login.FormAuthors.Author;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormAuthorsTest {

  private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");
  private static final Author ANNE = new Author("anne", "p1");

  private final String made = at(Duration.ZERO, "secret").close(ANNE);

  private static FormAuthors at(Duration later, String secret) {
    return new FormAuthors(List.of(secret), Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
  }

  @Test
  void aFormSaysForWhomItWasMadeAsLongAsASessionCanLast() {
    assertThat(at(Duration.ofHours(8).minusSeconds(1), "secret").open(made)).contains(ANNE);
    assertThat(at(Duration.ofHours(8), "secret").open(made)).isEmpty();
  }

  @Test
  void whoIsNobodysPatientIsThatToo() {
    Author olga = new Author("olga", null);

    assertThat(at(Duration.ZERO, "secret").open(at(Duration.ZERO, "secret").close(olga)))
        .contains(olga);
  }

  @Test
  void nobodyMakesOneOrReadsOne() {
    assertThat(made).doesNotContain("anne").doesNotContainPattern("\\bp1\\b");
    assertThat(at(Duration.ZERO, "another").open(made)).isEmpty();
    assertThat(at(Duration.ZERO, "secret").open(null)).isEmpty();
    assertThat(at(Duration.ZERO, "secret").open("anne")).isEmpty();
    assertThat(at(Duration.ZERO, "secret").open(made.substring(0, made.length() - 2))).isEmpty();
  }
}
