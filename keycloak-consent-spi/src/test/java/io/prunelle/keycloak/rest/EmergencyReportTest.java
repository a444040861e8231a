// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Emergency;
import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmergencyReportTest {
  private static final UUID ID = UUID.fromString("11111111-2222-3333-4444-555555555555");

  @Test
  void aReportIsReadAsItWasStated() {
    Emergency emergency = read("reason", "Détresse <b>respiratoire</b>");

    assertThat(emergency)
        .isEqualTo(
            new Emergency(
                ID,
                "pat-1",
                "cabinet-des-lilas",
                "Dr Lemoine",
                "Détresse <b>respiratoire</b>",
                Instant.parse("2026-11-23T09:00:00.123Z"),
                Instant.parse("2026-11-23T10:00:00Z"),
                null));
    assertThat(read("readAt", "2026-11-23T09:30:00Z").readAt()).isEqualTo("2026-11-23T09:30:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "practitioner, ''",
        "practitioner, null",
        "reason, ' '",
        "reason, a\u202Eb",
        "reason, a\u0000b",
        "from, yesterday",
        "from, 2026-11-23T10:05:01Z",
        "from, -0001-01-01T00:00:00Z",
        "from, +999999999-01-01T00:00:00Z",
        "until, 2026-11-23T09:00:00Z",
        "until, 2026-11-24T09:00:01Z",
        "readAt, 2026-11-23T08:59:59Z",
        "readAt, 2026-11-24T00:00:00Z",
        "subject, 5b1c"
      },
      nullValues = "null")
  void whatBreaksARuleIsRefusedByName(String name, @Nullable String value) {
    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> read(name, value))
        .withMessageStartingWith(name + ": ");
  }

  @Test
  void textIsBoundedAfterItIsNormalized() {
    // composed, each of these is two code units: 500 of them are still told
    assertThat(read("reason", "\u0958".repeat(500)).reason()).hasSize(1000);
    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> read("reason", "x".repeat(2001)));
    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> read("practitioner", "x".repeat(256)));
  }

  private static Emergency read(String name, @Nullable String value) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("practitioner", "Dr Lemoine");
    members.put("reason", "sans connaissance");
    members.put("from", "2026-11-23T09:00:00.123456Z");
    members.put("until", "2026-11-23T10:00:00Z");
    members.put(name, value == null ? "" : value);
    return EmergencyReport.read(
        "cabinet-des-lilas", "pat-1", ID, Json.object(Json.write(members)), Examples.NOW);
  }
}
