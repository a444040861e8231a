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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    return outcomes;
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
                assertThat(broken(event)).as(event::encodePrettily).isEmpty();
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
          named.addAll(profiles(event));
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
            typed && !interaction.contains("create") ? "o1" : null,
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

  private static List<String> profiles(JsonObject event) {
    return event.getJsonObject("meta", new JsonObject()).getJsonArray("profile") == null
        ? List.of()
        : event.getJsonObject("meta").getJsonArray("profile").stream()
            .map(profile -> ((String) profile).substring(Codes.PROFILES.length()))
            .toList();
  }

  /** Which rules of the pattern that it names it does not keep. */
  private static List<String> broken(JsonObject event) {
    List<String> broken = new ArrayList<>();
    for (String profile : profiles(event)) {
      boolean patient = profile.startsWith("Patient");
      Rules rules = new Rules(event, broken);
      switch (patient ? profile.substring("Patient".length()) : profile) {
        case "Read" -> rules.rest("R", "110152", "110153", Set.of("IRCP"), "read", "vread");
        case "Query" -> rules.rest("E", "110153", "110152", Set.of("IRCP"));
        case "Create" -> rules.rest("C", "110153", "110152", Rules.SOURCES, "create");
        case "Update" -> rules.rest("U", "110153", "110152", Rules.SOURCES, "update", "patch");
        case "Delete" -> rules.deletion();
        case "AuthZconsent" -> rules.denial();
        case "PrivacyDisclosure.Source" -> rules.disclosure();
        default -> broken.add("no such pattern: " + profile);
      }
      boolean about =
          patient || Set.of("AuthZconsent", "PrivacyDisclosure.Source").contains(profile);
      rules.patients(about ? 1 : 0);
    }
    return broken;
  }

  /** The constraints of the guide's profiles, slice by slice. */
  private record Rules(JsonObject event, List<String> broken) {

    static final Set<String> SOURCES = Set.of("AUT", "INF", "CST");

    private void must(boolean kept, String rule) {
      if (!kept) {
        broken.add(rule);
      }
    }

    void rest(String action, String client, String server, Set<String> users, String... subtypes) {
      must(code(event.getJsonObject("type")).equals("rest"), "type");
      must(event.getString("action").equals(action), "action");
      must("0".equals(event.getString("outcome")), "outcome");
      subtypes(subtypes);
      party(client, true);
      party(server, true);
      user(users, true);
      must(agents().size() <= 3, "agents");
      must(entities("2").size() == 1, "one object");
      JsonObject object = entities("2").get(0);
      if (action.equals("E")) {
        must(role(object).equals("24"), "role of the query");
        must(object.containsKey("query") || object.containsKey("_query"), "query");
        must(!object.containsKey("what") && !object.containsKey("detail"), "query alone");
      } else {
        must(Set.of("3", "4", "20").contains(role(object)), "role of the data");
        must(object.containsKey("what"), "what");
      }
      List<JsonObject> transactions = entities("XrequestId");
      must(transactions.size() <= 1, "one transaction");
      transactions.forEach(
          one ->
              must(
                  one.getJsonObject("what").getJsonObject("identifier").containsKey("value"),
                  "transaction"));
    }

    private void subtypes(String... allowed) {
      List<JsonObject> subtypes = objects(event, "subtype");
      must(!subtypes.isEmpty(), "subtype");
      subtypes.forEach(
          subtype -> {
            must(
                "http://hl7.org/fhir/restful-interaction".equals(subtype.getString("system")),
                "subtype's system");
            must(subtype.getString("code").equals(subtype.getString("display")), "display");
            must(
                allowed.length == 0 || Arrays.asList(allowed).contains(subtype.getString("code")),
                "subtype's code");
          });
    }

    void deletion() {
      must(code(event.getJsonObject("type")).equals("rest"), "type");
      must(event.getString("action").equals("D"), "action");
      must("0".equals(event.getString("outcome")), "outcome");
      subtypes("delete");
      party("110150", true);
      party("custodian", true);
      user(SOURCES, false);
      must(agents().size() <= 3, "closed agents");
      must(entities("2").size() == 1, "one object");
      must(objects(event, "entity").size() <= 2, "closed entities");
    }

    void denial() {
      must(code(event.getJsonObject("type")).equals("110113"), "type");
      must(event.getString("action").equals("E"), "action");
      must(event.containsKey("outcome"), "outcome");
      must(event.containsKey("outcomeDesc"), "why");
      must(
          objects(event, "subtype").stream()
              .allMatch(one -> Set.of("AuthZ-Consent", "AuthZ-Role").contains(code(one))),
          "subtype");
      must(objects(event, "subtype").size() == 1, "one subtype");
      JsonObject client = party("110150", true);
      must(!client.containsKey("name") && !client.containsKey("role"), "client");
      JsonObject user = party("IRCP", false);
      must(user.getBoolean("requestor"), "requestor");
      JsonObject organization = party("PROV", false);
      must(!organization.getBoolean("requestor") && plain(organization), "organization");
      JsonObject authorizer = party("authserver", false);
      must(!authorizer.getBoolean("requestor") && plain(authorizer), "authorizer");
      observes(authorizer);
      must(!entities("Consent").isEmpty(), "consent");
      must(entities("UserOauthAgent").size() <= 1, "token");
      must(
          objects(event, "entity").stream()
              .allMatch(
                  one ->
                      Set.of("1", "Consent", "UserOauthAgent")
                          .contains(code(one.getJsonObject("type")))),
          "closed entities");
    }

    void disclosure() {
      must(code(event.getJsonObject("type")).equals("110106"), "type");
      must("Export".equals(event.getJsonObject("type").getString("display")), "display");
      must(event.getString("action").equals("R"), "action");
      must(event.containsKey("outcome"), "outcome");
      must(
          objects(event, "subtype").stream().anyMatch(one -> code(one).equals("disclose")),
          "subtype");
      observes(party("110153", true));
      party("110152", true);
      must(objects(event, "entity").size() >= 2, "something besides the patient");
    }

    /** Invariant val-audit-source. */
    private void observes(JsonObject agent) {
      must(
          agent
              .getJsonObject("who")
              .equals(event.getJsonObject("source").getJsonObject("observer")),
          "val-audit-source");
    }

    private static boolean plain(JsonObject agent) {
      return Set.of("type", "who", "requestor").containsAll(agent.fieldNames());
    }

    void patients(int count) {
      List<JsonObject> patients = entities("1");
      must(patients.size() == count, count + " patients");
      patients.forEach(
          one -> {
            must(role(one).equals("1"), "role of the patient");
            must(
                one.getJsonObject("what").getString("reference").startsWith("Patient/"),
                "what of the patient");
          });
    }

    private JsonObject party(String code, boolean network) {
      List<JsonObject> parties =
          agents().stream().filter(agent -> typed(agent).equals(code)).toList();
      must(parties.size() == 1, "one " + code);
      JsonObject party =
          parties.isEmpty() ? new JsonObject().put("who", new JsonObject()) : parties.get(0);
      must(!party.getJsonObject("who").isEmpty(), "who of " + code);
      must(party.containsKey("network") == network, "network of " + code);
      return party;
    }

    private void user(Set<String> types, boolean policy) {
      List<JsonObject> users =
          agents().stream().filter(agent -> agent.getBoolean("requestor")).toList();
      must(users.size() <= 1, "one user");
      users.forEach(
          user -> {
            must(types.contains(typed(user)), "type of the user");
            must(!user.getJsonObject("who").isEmpty(), "who of the user");
            must(!user.containsKey("network"), "network of the user");
            must(policy || !user.containsKey("policy"), "policy of the user");
          });
    }

    private List<JsonObject> agents() {
      return objects(event, "agent");
    }

    private List<JsonObject> entities(String type) {
      return objects(event, "entity").stream()
          .filter(entity -> code(entity.getJsonObject("type")).equals(type))
          .toList();
    }

    private static String role(JsonObject entity) {
      return code(entity.getJsonObject("role"));
    }

    private static String typed(JsonObject agent) {
      return code(agent.getJsonObject("type").getJsonArray("coding").getJsonObject(0));
    }

    private static String code(JsonObject coding) {
      return coding.getString("code");
    }

    private static List<JsonObject> objects(JsonObject object, String name) {
      return object.containsKey(name)
          ? object.getJsonArray(name).stream().map(JsonObject.class::cast).toList()
          : List.of();
    }
  }
}
