// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.audit;

import static io.prunelle.gateway.audit.Codes.coding;
import static io.prunelle.gateway.audit.Codes.concept;
import static io.prunelle.gateway.audit.Codes.identified;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.rest.Grammar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One entry of the journal as an AuditEvent. */
final class AuditEventDocument {

  /** With all digits, however many are zero: they say how long it lasts for who searches by it. */
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final Line line;
  private final Entry entry;
  private final Kind kind;
  private final boolean masked;
  private final String server;
  private final String issuer;

  /**
   * @param masked whether it is told without what patients are not told of others
   * @param server host name of the gateway
   * @param issuer of the subjects that agents are identified by
   */
  AuditEventDocument(Line line, boolean masked, String server, String issuer) {
    this.line = line;
    this.entry = line.entry();
    this.kind = Kind.of(line);
    this.masked = masked;
    this.server = server;
    this.issuer = issuer;
  }

  JsonObject json() {
    JsonObject event = new JsonObject().put("resourceType", "AuditEvent");
    event.put("id", line.id().toString());
    String profile = kind.profile(line);
    if (profile != null) {
      event.put("meta", new JsonObject().put("profile", new JsonArray().add(profile)));
    }
    event.put(
        "type",
        switch (kind) {
          case DENIAL -> Codes.SECURITY_ALERT;
          case TRANSFER, TAKEOUT, SWITCH -> Codes.EXPORT;
          default -> Codes.REST;
        });
    JsonArray subtypes = subtypes();
    if (!subtypes.isEmpty()) {
      event.put("subtype", subtypes);
    }
    event.put("action", kind.action()).put("recorded", MOMENT.format(line.recordedAt()));
    String outcome = outcome();
    if (outcome != null) {
      event.put("outcome", outcome);
    }
    event.put("outcomeDesc", description());
    if (entry.purpose() != null) {
      event.put("purposeOfEvent", purposes());
    }
    return event
        .put("agent", kind == Kind.DENIAL ? deniedAgents() : agents())
        .put("source", source())
        .put("entity", entities());
  }

  private JsonArray subtypes() {
    JsonArray subtypes = new JsonArray();
    if (kind == Kind.DENIAL) {
      String decision = entry.where().hosting() == null ? "AuthZ-Role" : "AuthZ-Consent";
      return subtypes.add(
          coding("https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType", decision));
    }
    if (kind.discloses()) {
      return subtypes.add(Codes.DISCLOSE);
    }
    kind.subtypes(entry).forEach(code -> subtypes.add(coding(Codes.INTERACTION, code, code)));
    return subtypes;
  }

  /**
   * http://hl7.org/fhir/R4/valueset-audit-event-outcome.html. What was not permitted is a serious
   * failure of who asked, whatever it was for; of what is under way nobody knows yet.
   */
  private @Nullable String outcome() {
    Outcome outcome = line.outcome();
    if (!entry.permitted()) {
      return "8";
    } else if (outcome == null) {
      return null;
    } else if (!Kind.failed(outcome)) {
      return "0";
    }
    return outcome.status() >= 400 && outcome.status() < 500 ? "4" : "8";
  }

  private String description() {
    Outcome outcome = line.outcome();
    String ending = outcome == null ? "under way" : outcome.ending();
    return outcome == null || outcome.status() == 0
        ? entry.reason() + ", " + ending
        : entry.reason() + ", " + ending + ", " + outcome.status();
  }

  private JsonArray purposes() {
    Entry.Purpose purpose = entry.purpose();
    if (purpose == null) {
      return new JsonArray();
    }
    JsonObject concept = concept(coding(Codes.REASON, purpose.code()));
    if (purpose.statedReason() != null && !purpose.statedReason().isBlank()) {
      concept.put("text", purpose.statedReason());
    }
    return new JsonArray().add(concept);
  }

  private JsonArray agents() {
    if (kind == Kind.SWITCH) {
      // The host is known by its name alone, not by where it is reached
      return new JsonArray()
          .add(agent(Codes.SOURCE, identified(server)).put("network", network(server, "1")))
          .add(
              agent(Codes.DESTINATION, identified(String.valueOf(entry.where().host())))
                  .put("network", new JsonObject().put("type", "5")));
    }
    boolean deletion = kind == Kind.DELETE;
    boolean reading = kind == Kind.READ || kind == Kind.TAKEOUT;
    JsonObject clientRole =
        deletion ? Codes.APPLICATION : reading ? Codes.DESTINATION : Codes.SOURCE;
    JsonObject serverRole = deletion ? Codes.CUSTODIAN : reading ? Codes.SOURCE : Codes.DESTINATION;
    JsonArray agents = new JsonArray().add(client(clientRole));
    agents.add(agent(serverRole, identified(server)).put("network", network(server, "1")));
    if (entry.agent().subject() != null) {
      boolean writes = kind == Kind.CREATE || kind == Kind.UPDATE || deletion;
      JsonObject user = user(writes ? Codes.AUTHOR : Codes.RECIPIENT);
      agents.add(deletion ? user : withToken(user));
    }
    return agents;
  }

  private JsonArray deniedAgents() {
    JsonArray agents = new JsonArray().add(client(Codes.APPLICATION));
    JsonObject user = withToken(user(Codes.RECIPIENT));
    String organization = entry.agent().organization();
    return agents
        .add(user)
        .add(
            agent(
                Codes.PROVIDER,
                organization == null
                    ? new JsonObject().put("display", "none")
                    : identified(organization)))
        .add(agent(Codes.AUTHORIZER, identified(server)));
  }

  private JsonObject client(JsonObject role) {
    Entry.Agent agent = entry.agent();
    JsonObject who =
        agent.client() == null
            ? new JsonObject().put("display", "unknown")
            : identified(agent.client());
    // of the page there is none: it runs where the gateway does
    JsonObject network =
        agent.address() == null
            ? network(server, "1")
            : masked
                ? new JsonObject().put("_address", Codes.MASKED).put("type", "2")
                : network(agent.address(), "2");
    return agent(role, who).put("network", network);
  }

  private JsonObject user(JsonObject role) {
    Entry.Agent agent = entry.agent();
    JsonObject user = agent(role, who(agent)).put("requestor", true);
    if (agent.name() != null && !agent.name().isBlank()) {
      user.put("name", agent.name());
    }
    if (agent.role() != null) {
      user.put("role", new JsonArray().add(new JsonObject().put("text", agent.role())));
    }
    if (entry.purpose() != null) {
      user.put("purposeOfUse", purposes());
    }
    return user;
  }

  private JsonObject who(Entry.Agent agent) {
    if (agent.subject() == null) {
      return new JsonObject().put("display", "unknown");
    }
    JsonObject identifier = new JsonObject().put("system", issuer);
    return new JsonObject()
        .put(
            "identifier",
            masked
                ? identifier.put("_value", Codes.MASKED)
                : identifier.put("value", agent.subject()));
  }

  private JsonObject withToken(JsonObject user) {
    String token = entry.agent().tokenId();
    return token == null || masked ? user : user.put("policy", new JsonArray().add(jti(token)));
  }

  private static JsonObject agent(JsonObject role, JsonObject who) {
    return new JsonObject().put("type", concept(role)).put("who", who).put("requestor", false);
  }

  private static JsonObject network(String address, String type) {
    return new JsonObject().put("address", address).put("type", type);
  }

  private static String jti(String tokenId) {
    return "urn:ietf:params:oauth:jti:" + tokenId;
  }

  private JsonObject source() {
    JsonObject source = new JsonObject();
    if (entry.where().host() != null) {
      source.put("site", entry.where().host());
    }
    return source
        .put("observer", identified(server))
        .put(
            "type",
            new JsonArray()
                .add(
                    coding(
                        "http://terminology.hl7.org/CodeSystem/security-source-type",
                        kind == Kind.DENIAL ? "6" : "4")));
  }

  private JsonArray entities() {
    JsonArray entities = new JsonArray();
    String patient = entry.where().patient();
    if (patient != null) {
      entities.add(
          new JsonObject()
              .put("what", new JsonObject().put("reference", "Patient/" + patient))
              .put("type", Codes.PERSON)
              .put("role", coding(Codes.OBJECT_ROLE, "1", "Patient")));
    }
    switch (kind) {
      case DENIAL -> denied(entities, patient != null);
      case QUERY -> entities.add(query());
      case TAKEOUT -> entities.add(archive());
      default -> entities.add(data());
    }
    // Of a denial BALP wants nothing further
    if (kind != Kind.DENIAL) {
      entities.add(
          new JsonObject()
              .put("what", identified(entry.requestId()))
              .put("type", Codes.REQUEST_ID));
    }
    return entities;
  }

  private void denied(JsonArray entities, boolean ofPatient) {
    Entry.Where where = entry.where();
    if (ofPatient) {
      JsonObject consent =
          where.hosting() == null
              ? new JsonObject().put("display", "none was looked at")
              : identified(
                  where.decision() == null
                      ? where.hosting()
                      : where.hosting() + "#" + where.decision());
      entities.add(
          new JsonObject().put("what", consent.put("type", "Consent")).put("type", Codes.CONSENT));
      if (entry.agent().tokenId() != null && !masked) {
        entities.add(
            new JsonObject()
                .put("what", identified(jti(entry.agent().tokenId())))
                .put("type", Codes.TOKEN));
      }
    } else {
      entities.add(query());
    }
  }

  private JsonObject query() {
    Entry.Act act = entry.act();
    JsonObject query =
        new JsonObject()
            .put("type", Codes.SYSTEM_OBJECT)
            .put("role", coding(Codes.OBJECT_ROLE, "24", "Query"));
    if (masked) {
      // It may name others
      query.put("_query", Codes.MASKED);
      return act.resourceType() == null ? query : query.put("description", act.resourceType());
    }
    byte[] raw = raw(act).getBytes(StandardCharsets.UTF_8);
    query.put("query", Base64.getEncoder().encodeToString(raw));
    String cleaned = act.query();
    if (cleaned != null && !cleaned.isBlank()) {
      query.put("description", cleaned);
    }
    return query;
  }

  private static String raw(Entry.Act act) {
    String method = act.method() == null ? "" : act.method().toUpperCase(Locale.ROOT) + " ";
    String path = act.path() == null ? act.interaction() : act.path();
    return method + path + (act.rawQuery() == null ? "" : "?" + act.rawQuery());
  }

  private JsonObject data() {
    return new JsonObject()
        .put("what", what())
        .put("type", Codes.SYSTEM_OBJECT)
        .put("role", coding(Codes.OBJECT_ROLE, "4", "Domain Resource"));
  }

  private static JsonObject archive() {
    return new JsonObject()
        .put("what", new JsonObject().put("display", "an archive of all about the patient"))
        .put("type", Codes.SYSTEM_OBJECT)
        .put("role", coding(Codes.OBJECT_ROLE, "3", "Report"));
  }

  /**
   * What was created had no id when it was written down; that, and which version a change has made,
   * is known of how it ended.
   */
  private JsonObject what() {
    Outcome outcome = line.outcome();
    if (outcome != null && outcome.resource() != null) {
      return new JsonObject().put("reference", outcome.resource());
    }
    String type = entry.act().resourceType();
    String id = entry.act().resourceId();
    if (type == null) {
      return new JsonObject().put("display", "unknown");
    }
    return id == null
        ? new JsonObject().put("type", type).put("display", "a new " + type)
        : new JsonObject().put("reference", type + "/" + id + version());
  }

  /** Which one was asked for: of a vread its path alone tells. */
  private String version() {
    String path = entry.act().path();
    if (path == null || !entry.act().interaction().equals("vread")) {
      return "";
    }
    String last =
        URLDecoder.decode(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
    return Grammar.isId(last) ? "/_history/" + last : "";
  }
}
