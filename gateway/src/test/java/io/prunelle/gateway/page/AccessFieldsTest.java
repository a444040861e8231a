// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is taken along of accesses. */
final class AccessFieldsTest {

  @ParameterizedTest
  @EnumSource(AccessFields.class)
  void whatWasCreatedIsNamedThoughNobodyKnewItBefore(AccessFields fields) {
    Entry entry =
        new Entry(
            "request",
            new Entry.Agent("u", "Dr M", "practitioner", "app", "jti", "192.0.2.1"),
            new Entry.Act("create", "Observation", null, null, "POST", "/fhir/x/Observation"),
            new Entry.Where("x", "p1", "cabinet", null, null),
            true,
            "on-premise");
    Outcome outcome =
        new Outcome(201, 17, Duration.ZERO, "completed", "Observation/o17/_history/1");

    Map<String, @Nullable Object> told =
        fields.of(new Line(new UUID(0, 7), Instant.EPOCH, entry, outcome));

    assertThat(told)
        .containsEntry("resourceType", "Observation")
        .containsEntry("resourceId", "o17");
  }
}
