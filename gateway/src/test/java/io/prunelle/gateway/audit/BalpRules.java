// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.audit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What IHE's guide asks of an event that names one of its patterns: how often which slices are
 * there, what each has to have and what it must not (https://profiles.ihe.net/ITI/BALP, profiles of
 * R4). Where the guide leaves something open that no event needs, it is closed here.
 */
final class BalpRules {

  private static final int ANY = Integer.MAX_VALUE;

  private static final String PATIENT = "Patient";
  private static final Set<String> SOURCES = Set.of("AUT", "INF", "CST");
  private static final Set<String> RECIPIENT = Set.of("IRCP");
  private static final Set<String> SEARCHES = Set.of("search", "search-type", "search-system");
  private static final Set<String> OBJECTS = Set.of("3", "4", "20");

  /** What the guide takes away from agents that are no persons. */
  private static final String[] NO_PERSON = {
    "role", "altId", "name", "location", "policy", "media", "purposeOfUse"
  };

  /** What it takes away from entities that are named and nothing else. */
  private static final String[] NAMED_ALONE = {"lifecycle", "name", "query", "detail"};

  private static final Map<String, Pattern> PATTERNS =
      Map.of(
          "Read", rest("R", Set.of("read", "vread"), "110152", "110153", RECIPIENT, data()),
          "Query", rest("E", SEARCHES, "110153", "110152", RECIPIENT, query()),
          "Create", rest("C", Set.of("create"), "110153", "110152", SOURCES, data()),
          "Update", rest("U", Set.of("update", "patch"), "110153", "110152", SOURCES, data()),
          "Delete", deletion(),
          "AuthZconsent", denial(),
          "PrivacyDisclosure.Source", disclosure());

  private BalpRules() {}

  /**
   * Some of the agents, or of the entities, told from the others by their type.
   *
   * @param least how many of them there are at least
   * @param roles codes, one of which an entity has to have; empty for any
   * @param asks what {@code requestor} has to be; null for either
   */
  private record Slice(
      String system,
      Set<String> codes,
      int least,
      int most,
      Set<String> roles,
      @Nullable Boolean asks,
      Set<String> has,
      Set<String> lacks) {

    static Slice of(String system, Set<String> codes) {
      return new Slice(system, codes, 1, 1, Set.of(), null, Set.of(), Set.of());
    }

    static Slice agent(String system, String... codes) {
      return of(system, Set.of(codes)).has("who").lacks("media");
    }

    Slice times(int newLeast, int newMost) {
      return new Slice(system, codes, newLeast, newMost, roles, asks, has, lacks);
    }

    Slice role(Set<String> allowed) {
      return new Slice(system, codes, least, most, allowed, asks, has, lacks);
    }

    Slice asks(boolean requestor) {
      return new Slice(system, codes, least, most, roles, requestor, has, lacks);
    }

    Slice has(String... more) {
      return new Slice(system, codes, least, most, roles, asks, with(has, more), lacks);
    }

    Slice lacks(String... more) {
      return new Slice(system, codes, least, most, roles, asks, has, with(lacks, more));
    }

    private static Set<String> with(Set<String> some, String... more) {
      Set<String> all = new HashSet<>(some);
      all.addAll(List.of(more));
      return all;
    }

    boolean includes(JsonObject coding) {
      return system.equals(coding.getString("system")) && codes.contains(code(coding));
    }
  }

  /**
   * One of the guide's.
   *
   * @param subtypes codes, of which there has to be one
   * @param outcomes codes; empty for any
   * @param observer codes of the agent who is the source as well (invariant val-audit-source); null
   *     for none
   */
  private record Pattern(
      JsonObject type,
      String action,
      String subtypeSystem,
      Set<String> subtypes,
      Set<String> outcomes,
      List<Slice> agents,
      List<Slice> entities,
      @Nullable String observer) {}

  private static Pattern rest(
      String action,
      Set<String> subtypes,
      String client,
      String server,
      Set<String> users,
      Slice entity) {
    return new Pattern(
        coding("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest"),
        action,
        Codes.INTERACTION,
        subtypes,
        Set.of("0"),
        List.of(
            Slice.agent(Codes.DICOM, client).has("network"),
            Slice.agent(Codes.DICOM, server).has("network"),
            user(users)),
        List.of(entity, transaction()),
        null);
  }

  private static Pattern deletion() {
    return new Pattern(
        coding("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest"),
        "D",
        Codes.INTERACTION,
        Set.of("delete"),
        Set.of("0"),
        List.of(
            Slice.agent(Codes.DICOM, "110150").has("network").lacks(NO_PERSON),
            Slice.agent(
                    "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
                    "custodian")
                .has("network")
                .lacks(NO_PERSON),
            user(SOURCES).lacks("altId", "location", "policy")),
        List.of(data().lacks(NAMED_ALONE), transaction().lacks(NAMED_ALONE).lacks("securityLabel")),
        null);
  }

  private static Pattern denial() {
    return new Pattern(
        coding(Codes.DICOM, "110113"),
        "E",
        "https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType",
        Set.of("AuthZ-Consent", "AuthZ-Role"),
        Set.of(),
        List.of(
            Slice.agent(Codes.DICOM, "110150")
                .has("network")
                .lacks("role", "altId", "name", "location", "purposeOfUse"),
            user(RECIPIENT).times(1, 1).lacks("altId", "location"),
            Slice.agent("http://terminology.hl7.org/CodeSystem/v3-RoleClass", "PROV")
                .asks(false)
                .lacks("role", "altId", "name", "location", "policy", "network"),
            Slice.agent(
                    "http://terminology.hl7.org/CodeSystem/extra-security-role-type", "authserver")
                .asks(false)
                .lacks(NO_PERSON)
                .lacks("network")),
        List.of(
            Slice.of("http://hl7.org/fhir/resource-types", Set.of("Consent"))
                .times(1, ANY)
                .has("what"),
            Slice.of(
                    "https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes",
                    Set.of("UserOauthAgent"))
                .times(0, 1)
                .has("what.identifier.value")),
        "authserver");
  }

  private static Pattern disclosure() {
    return new Pattern(
        coding(Codes.DICOM, "110106"),
        "R",
        "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle",
        Set.of("disclose"),
        Set.of(),
        List.of(
            Slice.agent(Codes.DICOM, "110153").has("network"),
            Slice.agent(Codes.DICOM, "110152").has("network"),
            user(RECIPIENT)),
        // The patient, and something of theirs
        List.of(data(), transaction()),
        "110153");
  }

  private static Slice user(Set<String> types) {
    return Slice.of(Codes.PARTICIPATION, types)
        .times(0, 1)
        .asks(true)
        .has("who")
        .lacks("media", "network");
  }

  private static Slice data() {
    return Slice.of(Codes.ENTITY, Set.of("2")).role(OBJECTS).has("what");
  }

  private static Slice query() {
    return Slice.of(Codes.ENTITY, Set.of("2"))
        .role(Set.of("24"))
        .has("query")
        .lacks("what", "lifecycle", "detail");
  }

  private static Slice transaction() {
    return Slice.of(
            "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType",
            Set.of("XrequestId"))
        .times(0, 1)
        .has("what.identifier.value");
  }

  private static Slice patient() {
    return Slice.of(Codes.ENTITY, Set.of("1"))
        .role(Set.of("1"))
        .has("what.reference")
        .lacks(NAMED_ALONE)
        .lacks("securityLabel");
  }

  /** Names of the patterns that it says it fulfils. */
  static List<String> profiles(JsonObject event) {
    return event
        .getJsonObject("meta", new JsonObject())
        .getJsonArray("profile", new JsonArray())
        .stream()
        .map(profile -> ((String) profile).substring(Codes.PROFILES.length()))
        .toList();
  }

  /** Which rules of the patterns that it names it does not keep. */
  static List<String> broken(JsonObject event) {
    List<String> broken = new ArrayList<>();
    for (String profile : profiles(event)) {
      boolean ofPatient = profile.startsWith(PATIENT);
      String name = ofPatient ? profile.substring(PATIENT.length()) : profile;
      Pattern pattern = PATTERNS.get(name);
      if (pattern == null) {
        broken.add("no such pattern: " + profile);
      } else {
        boolean about = ofPatient || !pattern.subtypeSystem().equals(Codes.INTERACTION);
        new Check(event, broken)
            .all(
                pattern,
                about
                    ? Stream.concat(pattern.entities().stream(), Stream.of(patient())).toList()
                    : pattern.entities());
      }
    }
    return broken;
  }

  private static JsonObject coding(String system, String code) {
    return new JsonObject().put("system", system).put("code", code);
  }

  private static String code(JsonObject coding) {
    return String.valueOf(coding.getString("code"));
  }

  private record Check(JsonObject event, List<String> broken) {

    private void must(boolean kept, String rule) {
      if (!kept) {
        broken.add(rule);
      }
    }

    void all(Pattern pattern, List<Slice> entities) {
      must(same(pattern.type(), event.getJsonObject("type")), "type");
      must(pattern.action().equals(event.getString("action")), "action");
      must(event.containsKey("recorded"), "recorded");
      must(!event.containsKey("modifierExtension"), "modifierExtension");
      must(event.containsKey("outcome"), "outcome");
      must(
          pattern.outcomes().isEmpty()
              || pattern.outcomes().contains(String.valueOf(event.getString("outcome"))),
          "outcome");
      must(event.containsKey("outcomeDesc"), "why");
      subtypes(pattern);
      must(objects(event, "agent").size() >= 2, "agents");
      slices("agent", pattern.agents());
      must(!objects(event, "entity").isEmpty(), "entities");
      slices("entity", entities);
      JsonObject observer =
          event.getJsonObject("source", new JsonObject()).getJsonObject("observer");
      must(observer != null, "observer");
      if (pattern.observer() != null) {
        must(
            objects(event, "agent").stream()
                .filter(agent -> pattern.observer().equals(typed("agent", agent).getString("code")))
                .allMatch(agent -> agent.getJsonObject("who").equals(observer)),
            "val-audit-source");
      }
    }

    private void subtypes(Pattern pattern) {
      List<JsonObject> subtypes = objects(event, "subtype");
      must(
          subtypes.stream().filter(subtype -> pattern.subtypes().contains(code(subtype))).count()
              == 1,
          "one subtype of the pattern's");
      // What is no search is told beside it
      must(subtypes.size() == 1 || pattern.subtypes().equals(SEARCHES), "other subtypes");
      for (JsonObject subtype : subtypes) {
        must(pattern.subtypeSystem().equals(subtype.getString("system")), "system of the subtype");
        // Fixed with their displays up to version 1.1.1 of the guide
        must(
            !pattern.subtypeSystem().equals(Codes.INTERACTION)
                || subtype.getString("code").equals(subtype.getString("display")),
            "display of the subtype");
      }
    }

    /** Each belongs to one of them: some patterns are closed, and no event needs others. */
    private void slices(String element, List<Slice> slices) {
      for (JsonObject one : objects(event, element)) {
        must(
            slices.stream().filter(slice -> slice.includes(typed(element, one))).count() == 1,
            element + " of no slice: " + one);
      }
      for (Slice slice : slices) {
        List<JsonObject> its =
            objects(event, element).stream()
                .filter(one -> slice.includes(typed(element, one)))
                .toList();
        must(
            its.size() >= slice.least() && its.size() <= slice.most(),
            "number of " + element + " " + slice.codes());
        its.forEach(one -> one(element + " " + slice.codes(), slice, one));
      }
    }

    private void one(String name, Slice slice, JsonObject one) {
      must(
          slice.asks() == null || slice.asks().equals(one.getBoolean("requestor")), name + " asks");
      must(slice.has().stream().allMatch(element -> has(one, element)), name + " lacks");
      must(slice.lacks().stream().noneMatch(element -> has(one, element)), name + " has");
      JsonObject role =
          one.getValue("role") instanceof JsonObject coding ? coding : new JsonObject();
      must(
          slice.roles().isEmpty()
              || (Codes.OBJECT_ROLE.equals(role.getString("system"))
                  && slice.roles().contains(code(role))),
          name + " role");
      if (slice.has().contains("what.reference")) {
        must(one.getJsonObject("what").getString("reference").startsWith("Patient/"), name);
      }
    }

    /** A primitive that is not told is there: it says why. */
    private static boolean has(JsonObject object, String path) {
      int dot = path.indexOf('.');
      if (dot > 0) {
        return object.getValue(path.substring(0, dot)) instanceof JsonObject inner
            && has(inner, path.substring(dot + 1));
      }
      return (object.containsKey(path)
              && !(object.getValue(path) instanceof JsonObject inner && inner.isEmpty()))
          || object.containsKey("_" + path);
    }

    private static boolean same(JsonObject expected, @Nullable JsonObject coding) {
      return coding != null
          && expected.getString("system").equals(coding.getString("system"))
          && expected.getString("code").equals(coding.getString("code"));
    }

    private static JsonObject typed(String element, JsonObject one) {
      JsonObject type = one.getJsonObject("type");
      return element.equals("agent") ? type.getJsonArray("coding").getJsonObject(0) : type;
    }

    private static List<JsonObject> objects(JsonObject object, String name) {
      return object.getJsonArray(name, new JsonArray()).stream()
          .map(JsonObject.class::cast)
          .toList();
    }
  }
}
