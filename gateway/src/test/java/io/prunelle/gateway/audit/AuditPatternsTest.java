// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.format.FhirXml;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the journal may say, the event of it fulfils the pattern that it names
 * (https://profiles.ihe.net/ITI/BALP).
 */
final class AuditPatternsTest {

  private static final List<Entry.Agent> AGENTS =
      List.of(
          new Entry.Agent("u", "Dr M", "practitioner", "lilas", "app", "jti", "192.0.2.1"),
          new Entry.Agent("u", " ", "patient", null, "app", null, null),
          new Entry.Agent(null, null, null, null, null, "192.0.2.1"),
          new Entry.Agent(null, "Prunelle", "system", null, null, null));

  private static final List<Entry.Where> PLACES =
      List.of(
          new Entry.Where("lilas", "p1", "nuage", "lilas@nuage", 42L),
          new Entry.Where("lilas", "p1", "cabinet", null, null),
          new Entry.Where("lilas", null, null, null, null),
          new Entry.Where(null, null, null, null, null));

  /** The intent of these cannot say which resource it is about. */
  private static final Set<String> NAMELESS =
      Set.of("create", "conditional-create", "conditional-update");

  private static final List<String> REASONS =
      List.of("consent-permit", "look-up", "consent-not-in-force", "transfer-switched");

  private static List<@Nullable Outcome> outcomes() {
    List<@Nullable Outcome> outcomes = new ArrayList<>();
    outcomes.add(null);
    for (int status : new int[] {0, 200, 201, 304, 400, 401, 403, 404, 412, 429, 502, 503}) {
      outcomes.add(new Outcome(status, 17, Duration.ofMillis(3), "completed"));
    }
    outcomes.add(new Outcome(0, 0, Duration.ZERO, Outcome.UNKNOWN));
    outcomes.add(new Outcome(200, 17, Duration.ofMillis(3), "client-gone"));
    outcomes.add(written("Observation/o9/_history/1"));
    return outcomes;
  }

  private static Outcome written(@Nullable String resource) {
    return new Outcome(201, 17, Duration.ofMillis(3), "completed", resource);
  }

  /** What each pattern asks for is asked for: an event that lacks it is found. */
  @ParameterizedTest
  @CsvSource({
    "read, recorded",
    "read, outcome",
    "read, subtype",
    "read, agent",
    "read, entity",
    "search-type, entity",
    "create, subtype",
    "update, action",
    "delete, agent",
    "takeout, subtype",
    "takeout, entity"
  })
  void anEventThatLacksWhatItsPatternAsksForIsFound(String interaction, String element) {
    JsonObject event =
        event(
            entry(interaction, AGENTS.get(0), PLACES.get(0), true, "consent-permit"),
            written(null),
            false);
    assertThat(BalpRules.profiles(event)).hasSize(1);
    assertThat(BalpRules.broken(event)).isEmpty();

    event.remove(element);

    assertThat(BalpRules.broken(event)).isNotEmpty();
  }

  /** When it was written down, nobody knew its id; the host has told it since. */
  @ParameterizedTest
  @CsvSource({
    "create, Observation/o9/_history/1, Observation/o9/_history/1",
    "conditional-create, Observation/o9, Observation/o9",
    "conditional-update, Observation/o9/_history/4, Observation/o9/_history/4",
    "update, Observation/o1/_history/2, Observation/o1/_history/2",
    "update, , Observation/o1",
  })
  void whatWasWrittenIsNamedAsTheHostNamesIt(
      String interaction, @Nullable String told, String shown) {
    for (boolean masked : new boolean[] {true, false}) {
      JsonObject event =
          event(
              entry(interaction, AGENTS.get(0), PLACES.get(0), true, "consent-permit"),
              written(told),
              masked);

      assertThat(BalpRules.broken(event)).isEmpty();
      assertThat(what(event)).isEqualTo(new JsonObject().put("reference", shown));
    }
  }

  /** A host need not say what it has created; nobody makes an id up for it. */
  @Test
  void whatNobodyHasToldIsNotNamed() {
    JsonObject event =
        event(
            entry("create", AGENTS.get(0), PLACES.get(0), true, "consent-permit"),
            written(null),
            false);

    assertThat(what(event))
        .isEqualTo(new JsonObject().put("type", "Observation").put("display", "a new Observation"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/Observation/o1/_history/3, Observation/o1/_history/3",
        "/Observation/o1/_history/%33, Observation/o1/_history/3",
        "-, Observation/o1"
      })
  void whatWasReadIsNamedWithItsVersion(@Nullable String path, String named) {
    Entry read = entry("vread", AGENTS.get(0), PLACES.get(0), true, "consent-permit");
    Entry.Act act = read.act();
    Entry asked =
        new Entry(
            read.requestId(),
            read.agent(),
            new Entry.Act(
                act.interaction(),
                act.resourceType(),
                act.resourceId(),
                act.query(),
                act.rawQuery(),
                act.method(),
                path),
            read.where(),
            read.permitted(),
            read.reason(),
            read.purpose(),
            read.traceId());

    JsonObject event = event(asked, new Outcome(200, 17, Duration.ofMillis(3), "completed"), false);

    assertThat(BalpRules.broken(event)).isEmpty();
    assertThat(what(event)).isEqualTo(new JsonObject().put("reference", named));
  }

  private static JsonObject what(JsonObject event) {
    return event.getJsonArray("entity").stream()
        .map(JsonObject.class::cast)
        .filter(entity -> Codes.SYSTEM_OBJECT.equals(entity.getJsonObject("type")))
        .map(entity -> entity.getJsonObject("what"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "read",
        "vread",
        "search",
        "search-type",
        "search-system",
        "history-instance",
        "history-type",
        "history-system",
        "operation",
        "capabilities",
        "batch",
        "transaction",
        "create",
        "conditional-create",
        "update",
        "conditional-update",
        "patch",
        "conditional-patch",
        "delete",
        "conditional-delete",
        "journal-read",
        "journal-retention",
        "transfer",
        "transfer-list",
        "takeout",
        "report",
        "handover",
        "unknown"
      })
  void eachEventFulfilsThePatternThatItNames(String interaction) {
    for (Outcome outcome : outcomes()) {
      for (Entry.Agent agent : AGENTS) {
        for (Entry.Where where : PLACES) {
          for (String reason : REASONS) {
            for (boolean permitted : new boolean[] {true, false}) {
              for (boolean masked : new boolean[] {true, false}) {
                JsonObject event =
                    event(entry(interaction, agent, where, permitted, reason), outcome, masked);
                assertThat(BalpRules.broken(event)).as(event::encodePrettily).isEmpty();
              }
            }
          }
        }
      }
    }
  }

  @Test
  void eachPatternIsNamedBySomeEventAndReadInBothFormats() {
    Set<String> named = new TreeSet<>();
    for (String interaction :
        List.of("read", "search-type", "create", "update", "delete", "takeout", "transfer")) {
      for (Entry.Where where : PLACES) {
        for (boolean permitted : new boolean[] {true, false}) {
          JsonObject event =
              event(
                  entry(interaction, AGENTS.get(0), where, permitted, "transfer-switched"),
                  new Outcome(permitted ? 200 : 403, 17, Duration.ofMillis(3), "completed"),
                  true);
          named.addAll(BalpRules.profiles(event));
          byte[] xml = FhirXml.xml(event.encode().getBytes(StandardCharsets.UTF_8), false);
          assertThat(new JsonObject(new String(FhirXml.json(xml), StandardCharsets.UTF_8)))
              .isEqualTo(event);
        }
      }
    }

    assertThat(named)
        .containsExactlyInAnyOrder(
            "Read",
            "PatientRead",
            "Query",
            "PatientQuery",
            "Create",
            "PatientCreate",
            "Update",
            "PatientUpdate",
            "Delete",
            "PatientDelete",
            "AuthZconsent",
            "PrivacyDisclosure.Source");
  }

  private static Entry entry(
      String interaction, Entry.Agent agent, Entry.Where where, boolean permitted, String reason) {
    boolean typed = !Set.of("takeout", "report", "journal-read").contains(interaction);
    return new Entry(
        "request",
        agent,
        new Entry.Act(
            interaction,
            typed ? "Observation" : null,
            typed && !NAMELESS.contains(interaction) ? "o1" : null,
            "a=b",
            "a=b&c=d",
            "GET",
            "/fhir/x"),
        where,
        permitted,
        reason,
        new Entry.Purpose("BTG", "found unconscious"),
        null);
  }

  private static JsonObject event(Entry entry, @Nullable Outcome outcome, boolean masked) {
    Line line = new Line(UUID.randomUUID(), Instant.now(), entry, outcome);
    return new AuditEventDocument(line, masked, "gateway.example", "https://realm.example").json();
  }
}
