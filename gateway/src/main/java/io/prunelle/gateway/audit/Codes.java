// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.audit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Codings that BALP names. */
final class Codes {

  static final String PROFILES =
      "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

  static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
  static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
  static final String INTERACTION = "http://hl7.org/fhir/restful-interaction";
  static final String ENTITY = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
  static final String OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
  static final String REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

  /** What is said without a system, being of a value set that is required. */
  static final String OUTCOME = "http://hl7.org/fhir/audit-event-outcome";

  static final JsonObject REST =
      coding("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "Restful Operation");
  static final JsonObject SECURITY_ALERT = coding(DICOM, "110113", "Security Alert");
  static final JsonObject EXPORT = coding(DICOM, "110106", "Export");

  static final JsonObject DISCLOSE =
      coding(
          "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle",
          "disclose",
          "Disclose Record Lifecycle Event");

  static final JsonObject APPLICATION = coding(DICOM, "110150", "Application");
  static final JsonObject DESTINATION = coding(DICOM, "110152", "Destination Role ID");
  static final JsonObject SOURCE = coding(DICOM, "110153", "Source Role ID");
  static final JsonObject CUSTODIAN =
      coding(
          "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
          "custodian",
          "Custodian");
  static final JsonObject RECIPIENT = coding(PARTICIPATION, "IRCP", "information recipient");
  static final JsonObject AUTHOR = coding(PARTICIPATION, "AUT", "author (originator)");
  static final JsonObject PROVIDER =
      coding("http://terminology.hl7.org/CodeSystem/v3-RoleClass", "PROV", "healthcare provider");
  static final JsonObject AUTHORIZER =
      coding(
          "http://terminology.hl7.org/CodeSystem/extra-security-role-type",
          "authserver",
          "authorization server");

  static final JsonObject PERSON = coding(ENTITY, "1", "Person");
  static final JsonObject SYSTEM_OBJECT = coding(ENTITY, "2", "System Object");
  static final JsonObject CONSENT =
      coding("http://hl7.org/fhir/resource-types", "Consent", "Consent");
  static final JsonObject REQUEST_ID =
      coding(
          "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType",
          "XrequestId",
          "transport specific unique identifier where http X-Request-Id is used");
  static final JsonObject TOKEN =
      coding(
          "https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes",
          "UserOauthAgent",
          "User OAuth Agent participant");

  /** In the place of a value that there is and that is not told. */
  static final JsonObject MASKED =
      new JsonObject()
          .put(
              "extension",
              new JsonArray()
                  .add(
                      new JsonObject()
                          .put("url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason")
                          .put("valueCode", "masked")));

  private Codes() {}

  static JsonObject coding(String system, String code, String display) {
    return new JsonObject().put("system", system).put("code", code).put("display", display);
  }

  static JsonObject coding(String system, String code) {
    return new JsonObject().put("system", system).put("code", code);
  }

  static JsonObject concept(JsonObject coding) {
    return new JsonObject().put("coding", new JsonArray().add(coding));
  }

  static JsonObject identified(String value) {
    return new JsonObject().put("identifier", new JsonObject().put("value", value));
  }
}
