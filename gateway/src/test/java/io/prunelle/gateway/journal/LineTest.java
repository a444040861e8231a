// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of one resource is said of one, and of what was before in the same words. */
final class LineTest {

  private static Line line(@Nullable String asked, @Nullable Outcome outcome) {
    return new Line(
        UUID.randomUUID(),
        Instant.now(),
        new Entry(
            "request",
            new Entry.Agent(null, null, null, null, null, null),
            new Entry.Act("create", "Observation", asked, null, "POST", "/fhir/x/Observation"),
            new Entry.Where("x", "p1", null, null, null),
            true,
            "on-premise"),
        outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "o1, , o1",
    "o1, Observation/o1/_history/2, o1",
    ", Observation/o17/_history/1, o17",
    ", Observation/o17, o17",
    ", , ",
    ", nonsense, "
  })
  void theResourceIsKnownFromTheRequestOrFromItsEnd(
      @Nullable String asked, @Nullable String written, @Nullable String id) {
    Outcome outcome = new Outcome(201, 17, Duration.ZERO, "completed", written);

    assertThat(line(asked, outcome).resourceId()).isEqualTo(id);
  }

  @Test
  void whatIsUnderWayIsOfNoResourceYet() {
    assertThat(line(null, null).resourceId()).isNull();
  }

  /** Blocks that were signed before there was anything to say of resources fit for good. */
  @Test
  void anOutcomeWithoutAResourceIsSignedAsItWasBefore() {
    UUID entry = UUID.fromString("01950000-0000-7000-8000-000000000001");
    Instant at = Instant.parse("2026-01-31T23:59:59.123456Z");

    assertThat(signed(entry, at, new Outcome(200, 12, Duration.ofMillis(3), "completed", null)))
        .isEqualTo(
            "{\"at\":\"2026-01-31T23:59:59.123456Z\",\"bytes\":12,\"ending\":\"completed\","
                + "\"entry\":\"01950000-0000-7000-8000-000000000001\",\"kind\":\"outcome\","
                + "\"micros\":3000,\"status\":200}");
    assertThat(
            signed(entry, at, new Outcome(201, 0, Duration.ZERO, "completed", "Observation/o17")))
        .isEqualTo(
            "{\"at\":\"2026-01-31T23:59:59.123456Z\",\"bytes\":0,\"ending\":\"completed\","
                + "\"entry\":\"01950000-0000-7000-8000-000000000001\",\"kind\":\"outcome\","
                + "\"micros\":0,\"resource\":\"Observation/o17\",\"status\":201}");
  }

  private static String signed(UUID entry, Instant at, Outcome outcome) {
    return new String(Leaf.Ended.of(entry, at, outcome).canonical(), StandardCharsets.UTF_8);
  }
}
