// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Tally;
import io.prunelle.keycloak.ledger.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DailyTalliesTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");

  private final DailyTallies tallies = new DailyTallies(2);
  private int counted;

  @Test
  void aHostingIsCountedOnceADay() {
    List<Tally> first = count("r", Examples.HOSTING, MIDNIGHT);

    assertThat(count("r", Examples.HOSTING, MIDNIGHT)).isEqualTo(first);
    assertThat(counted).isEqualTo(1);
    assertThat(count("r", Examples.HOSTING, MIDNIGHT.plus(Duration.ofDays(1)))).isNotEqualTo(first);
  }

  @Test
  void realmsAndHostingsAreToldApartAndTheOldestAreForgotten() {
    HostingId other = new HostingId("another", "host");
    count("r", Examples.HOSTING, MIDNIGHT);
    count("s", Examples.HOSTING, MIDNIGHT);
    count("r", other, MIDNIGHT);
    assertThat(counted).isEqualTo(3);

    count("s", Examples.HOSTING, MIDNIGHT);
    assertThat(counted).isEqualTo(3);
    count("r", Examples.HOSTING, MIDNIGHT);
    assertThat(counted).isEqualTo(4);
  }

  private List<Tally> count(String realm, HostingId hosting, Instant at) {
    return tallies.of(realm, hosting, at, () -> List.of(new Tally(1, Decision.DENY, ++counted, 0)));
  }
}
