// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What IHE's Basic Audit Log Patterns ask of an AuditEvent, beyond what FHIR does, as FHIRPath that
 * has to be true (https://profiles.ihe.net/ITI/BALP).
 */
final class AuditPatterns {

  static final String PROFILES =
      "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

  private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
  private static final String ENTITY = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
  private static final String ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
  private static final String PARTICIPATION =
      "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

  private static final String REST =
      coded("type", "http://terminology.hl7.org/CodeSystem/audit-event-type", "rest");

  private static final Map<String, List<String>> ALL =
      Map.of(
          "Read", rest("R", "110152", "110153", "'IRCP'", data()),
          "Query", rest("E", "110153", "110152", "'IRCP'", query()),
          "Create", rest("C", "110153", "110152", "'AUT' | 'INF' | 'CST'", data()),
          "Update", rest("U", "110153", "110152", "'AUT' | 'INF' | 'CST'", data()),
          "Delete", deletion(),
          "AuthZconsent", denial(),
          "PrivacyDisclosure.Source", disclosure());

  private AuditPatterns() {}

  /**
   * What an event has to fulfil.
   *
   * @param profile one of its own
   */
  static List<String> of(String profile) {
    String name = profile.substring(PROFILES.length());
    boolean patient = name.startsWith("Patient");
    List<String> rules = new ArrayList<>(ALL.get(patient ? name.substring(7) : name));
    if (patient) {
      rules.add(onePatient());
    }
    return rules;
  }

  private static List<String> rest(
      String action, String client, String server, String users, String entity) {
    return List.of(
        REST,
        "action = '" + action + "'",
        "outcome = '0'",
        "recorded.exists() and subtype.exists()",
        subtypes(action),
        // Fixed with their displays up to version 1.1.1 of the guide
        "subtype.where(system = 'http://hl7.org/fhir/restful-interaction').all(display = code)",
        "agent.count() >= 2",
        party("agent", DICOM, client),
        party("agent", DICOM, server),
        "agent.where(requestor = true).all(type.coding.where(system = '"
            + PARTICIPATION
            + "' and code in ("
            + users
            + ")).exists() and who.exists() and network.empty() and media.empty())",
        "entity.where("
            + coded(
                "type",
                "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType",
                "XrequestId")
            + ").all(what.identifier.value.exists() and type.display = 'transport specific unique"
            + " identifier where http X-Request-Id is used')",
        "source.observer.exists()",
        entity);
  }

  private static String subtypes(String action) {
    return switch (action) {
      case "R" -> "subtype.code.all($this in ('read' | 'vread'))";
      case "C" -> "subtype.code = 'create'";
      case "U" -> "subtype.code.all($this in ('update' | 'patch'))";
      // Since version 1.1.4, beside the code of what is no search
      default -> "subtype.where(code in ('search' | 'search-type' | 'search-system')).count() = 1";
    };
  }

  private static String data() {
    return "entity.where("
        + coded("type", ENTITY, "2")
        + " and role.where(system = '"
        + ROLE
        + "' and code in ('4' | '3' | '20')).exists() and what.exists()).count() = 1";
  }

  private static String query() {
    return "entity.where("
        + coded("type", ENTITY, "2")
        + " and "
        + coded("role", ROLE, "24")
        + " and query.exists() and what.empty() and lifecycle.empty() and detail.empty()).count() ="
        + " 1";
  }

  private static String onePatient() {
    return "entity.where("
        + coded("type", ENTITY, "1")
        + " and "
        + coded("role", ROLE, "1")
        + " and what.reference.startsWith('Patient/')).count() = 1";
  }

  private static List<String> deletion() {
    return List.of(
        REST,
        "subtype.count() = 1 and subtype.code = 'delete' and subtype.display = 'delete'",
        "action = 'D'",
        "outcome = '0'",
        "agent.count() in (2 | 3)",
        party("agent", DICOM, "110150"),
        party(
            "agent",
            "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
            "custodian"),
        "agent.where(requestor = true).all(who.exists() and network.empty() and policy.empty())",
        "entity.all(type.code in ('1' | '2' | 'XrequestId'))",
        data());
  }

  private static List<String> denial() {
    return List.of(
        coded("type", DICOM, "110113"),
        "subtype.code.all($this in ('AuthZ-Consent' | 'AuthZ-Role')) and subtype.exists()",
        "action = 'E'",
        "outcome = '8' and outcomeDesc.exists()",
        "agent.where(type.coding.code = '110150' and who.exists() and network.exists()"
            + " and name.empty() and role.empty()).count() = 1",
        "agent.where(type.coding.code = 'IRCP' and who.exists() and network.empty()"
            + " and requestor = true).count() = 1",
        "agent.where(type.coding.code = 'PROV' and who.exists() and network.empty()"
            + " and requestor = false and policy.empty()).count() = 1",
        "agent.where(type.coding.code = 'authserver' and who.exists() and network.empty()"
            + " and requestor = false and policy.empty()).count() = 1",
        onePatient(),
        "entity.where("
            + coded("type", "http://hl7.org/fhir/resource-types", "Consent")
            + " and what.exists()).exists()",
        "entity.where(type.code = 'UserOauthAgent').all(what.identifier.value.startsWith("
            + "'urn:ietf:params:oauth:jti:'))",
        "entity.all(type.code in ('1' | 'Consent' | 'UserOauthAgent'))");
  }

  private static List<String> disclosure() {
    return List.of(
        coded("type", DICOM, "110106"),
        "subtype.where(code = 'disclose').exists()",
        "action = 'R'",
        "outcome.exists()",
        one("agent", "110153"),
        one("agent", "110152"),
        onePatient(),
        "entity.count() >= 2");
  }

  private static String one(String path, String code) {
    return path + ".where(" + coded("type.coding", DICOM, code) + " and who.exists()).count() = 1";
  }

  private static String party(String path, String system, String code) {
    return path
        + ".where(type.coding.where(system = '"
        + system
        + "' and code = '"
        + code
        + "').exists() and who.exists() and network.exists() and media.empty()).count() = 1";
  }

  private static String coded(String path, String system, String code) {
    return path + ".where(system = '" + system + "' and code = '" + code + "').exists()";
  }
}
