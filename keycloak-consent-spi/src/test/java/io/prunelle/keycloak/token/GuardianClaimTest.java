// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.patient.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardianClaimTest {

  @Test
  void aWardIsToldWithThePracticesAndTheDayTheWardComesOfAge() {
    assertThat(
            Json.write(
                GuardianClaim.of(
                    List.of(
                        ward("zoe", Instant.ofEpochSecond(1_795_000_000)), ward("paul", null)))))
        .isEqualTo(
            "{\"zoe\":{\"practices\":[\"lilas\",\"tilleuls\"],\"until\":1795000000},"
                + "\"paul\":{\"practices\":[\"lilas\",\"tilleuls\"]}}");
  }

  @Test
  void aTokenNamesABoundedNumberOfWards() {
    List<Subject> many = IntStream.range(0, 100).mapToObj(i -> ward("ward-" + i, null)).toList();

    assertThat(GuardianClaim.of(many)).hasSize(GuardianClaim.MOST).containsKey("ward-0");
  }

  private static Subject ward(String id, @Nullable Instant latest) {
    return new Subject(
        new Patient(id, Set.of("tilleuls", "lilas")),
        new Author(Author.Role.GUARDIAN, "user"),
        "Name",
        latest);
  }
}
