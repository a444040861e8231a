// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.format.FhirXml;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.testing.Specification;
import io.prunelle.gateway.testing.Specification.Element;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an entry says, there is an event of it that FHIR allows. */
final class AuditEventsTest {

  private static final List<Element> ELEMENTS =
      Specification.elements().stream()
          .filter(element -> element.path().startsWith("AuditEvent"))
          .toList();

  private static JsonObject event(String interaction, boolean permitted, boolean masked) {
    return event(
        interaction,
        permitted,
        permitted ? "own-journal" : "other-patient",
        new Outcome(permitted ? 200 : 403, 17, Duration.ofMillis(3), "completed"),
        masked);
  }

  private static JsonObject event(
      String interaction,
      boolean permitted,
      String reason,
      @Nullable Outcome outcome,
      boolean masked) {
    Entry entry =
        new Entry(
            "request",
            new Entry.Agent("u-1", "Dr Moreau", "practitioner", "app", "jti-1", "192.0.2.1"),
            new Entry.Act(interaction, null, null, "a=b", "a=b&c=d", "POST", "/my/x"),
            new Entry.Where("lilas", "p1", null, null, null),
            permitted,
            reason);
    Line line = new Line(UUID.randomUUID(), Instant.now(), entry, outcome);
    return new AuditEventDocument(line, masked, "gateway.example", "https://realm.example").json();
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "handover"})
  void whatIsNoInteractionOfFhirNamesNoneAndNoPattern(String interaction) {
    JsonObject event = event(interaction, true, false);

    assertThat(event.containsKey("meta")).isFalse();
    assertThat(event.containsKey("subtype")).isFalse();
    assertThat(event.getString("action")).isEqualTo("E");
    assertThat(event.getString("outcome")).isEqualTo("0");
  }

  @Test
  void whatIsUnderWayHasNoOutcomeYetAndFulfilsNoPattern() {
    JsonObject event = event("read", true, "consent-permit", null, false);

    assertThat(event.containsKey("outcome")).isFalse();
    assertThat(event.containsKey("meta")).isFalse();
    assertThat(event.getString("outcomeDesc")).isEqualTo("consent-permit, under way");
  }

  /** Of a body that cannot be read, or a caller who asks too often, nobody has decided anything. */
  @ParameterizedTest
  @CsvSource({
    "401, no-token, 110113, IHE.BasicAudit.AuthZconsent",
    "403, other-patient, 110113, IHE.BasicAudit.AuthZconsent",
    "404, page-gone, 110113, IHE.BasicAudit.AuthZconsent",
    "503, consent-not-in-force, 110113, IHE.BasicAudit.AuthZconsent",
    "503, ledger-not-followed, 110113, IHE.BasicAudit.AuthZconsent",
    "400, body-malformed, rest, none",
    "413, body-too-long, rest, none",
    "422, too-costly, rest, none",
    "429, too-many-requests, rest, none",
    "503, host-down, rest, none"
  })
  void aDenialIsWhatSomebodyDecided(int status, String reason, String type, String profile) {
    JsonObject event =
        event("read", false, reason, new Outcome(status, 0, Duration.ZERO, "refused"), false);

    assertThat(event.getJsonObject("type").getString("code")).isEqualTo(type);
    assertThat(event.getString("outcome")).isEqualTo("8");
    assertThat(event.containsKey("meta")).isEqualTo(!profile.equals("none"));
    if (event.containsKey("meta")) {
      assertThat(event.getJsonObject("meta").getJsonArray("profile").getString(0))
          .endsWith("/" + profile);
    }
  }

  /** As their code systems have them: validators hold displays to that. */
  @Test
  void codesAreShownAsTheirSystemsShowThem() {
    JsonObject event = event("search", true, false);

    assertThat(event.getJsonArray("subtype").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("system", "http://hl7.org/fhir/restful-interaction")
                .put("code", "search-type")
                .put("display", "search-type"));
    assertThat(event.getJsonArray("entity").encode())
        .contains("transport specific unique identifier where http X-Request-Id is used");
  }

  @ParameterizedTest
  @CsvSource({
    "report, true",
    "takeout, true",
    "transfer, true",
    "read, true",
    "search-type, true",
    "create, true",
    "update, true",
    "delete, true",
    "journal-read, true",
    "unknown, true",
    "read, false",
    "report, false"
  })
  void itHasAllThatFhirAsksForAndNothingThatItDoesNotKnow(String interaction, boolean permitted) {
    for (boolean masked : new boolean[] {true, false}) {
      JsonObject event = event(interaction, permitted, masked);

      assertThat(missing("AuditEvent", event)).as(event.encodePrettily()).isEmpty();
      // Writing it in the other format fails for what is no element of it
      byte[] xml = FhirXml.xml(event.encode().getBytes(StandardCharsets.UTF_8), false);
      JsonObject back = new JsonObject(new String(FhirXml.json(xml), StandardCharsets.UTF_8));
      assertThat(back).isEqualTo(event);
    }
  }

  @Test
  void whatIsMaskedStandsNowhereInIt() {
    for (String interaction : new String[] {"read", "search-type", "delete", "report"}) {
      for (boolean permitted : new boolean[] {true, false}) {
        assertThat(event(interaction, permitted, true).encode())
            .contains("Dr Moreau", "masked")
            .doesNotContain("u-1", "jti-1", "192.0.2.1", "a=b", "\"query\"");
      }
    }
  }

  /** Paths of what has to be there, and is not. */
  private static List<String> missing(String path, JsonObject object) {
    List<String> missing = new ArrayList<>();
    for (Element element : ELEMENTS) {
      if (path.equals(element.parent())) {
        String name = element.called("");
        @Nullable Object value = object.getValue(name);
        if (element.required() && value == null && !object.containsKey("_" + name)) {
          missing.add(element.path());
        }
        parts(value).forEach(part -> missing.addAll(missing(element.path(), part)));
      }
    }
    return missing;
  }

  private static Stream<JsonObject> parts(@Nullable Object value) {
    return value instanceof JsonArray array
        ? array.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast)
        : value instanceof JsonObject object ? Stream.of(object) : Stream.empty();
  }
}
