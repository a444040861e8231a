// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the gateway says of itself is what it does. */
final class ConformanceTest {

  private static final String SMART = "/.well-known/smart-configuration";
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void anApplicationFindsTheRealmWithoutAToken() {
    Answer answer = gateway.get(SMART, null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("cache-control")).isEqualTo("public, max-age=300");
    assertThat(answer.json().getString("token_endpoint")).startsWith(gateway.realm.issuer() + "/");
    assertThat(answer.json().getJsonArray("code_challenge_methods_supported"))
        .isEqualTo(new JsonArray().add("S256"));
  }

  @Test
  void whatTheRealmCannotDoIsNotClaimed() {
    // Given a realm that has fhirUser, and neither launch/patient nor offline_access
    JsonObject configuration = gateway.get(SMART, null).json();

    assertThat(configuration.getJsonArray("capabilities"))
        .contains("permission-v2", "sso-openid-connect")
        .doesNotContain("launch-standalone", "context-standalone-patient", "permission-offline");
    assertThat(configuration.getJsonArray("scopes_supported"))
        .containsExactly("openid", "fhirUser", "patient/*.cruds", "user/*.read");
  }

  @Test
  void whatIsListedIsServed() {
    Answer answer = gateway.get("/metadata", null);
    JsonObject rest = answer.json().getJsonArray("rest").getJsonObject(0);
    String token = gateway.realm.practitioner();

    assertThat(answer.json().getString("fhirVersion")).isEqualTo("4.0.1");
    assertThat(rest.getJsonArray("resource")).hasSizeGreaterThan(60);
    for (Object listed : rest.getJsonArray("resource")) {
      JsonObject resource = (JsonObject) listed;
      String type = resource.getString("type");
      if (resource.getJsonArray("interaction").contains(new JsonObject().put("code", "read"))) {
        assertThat(gateway.get("/" + type + "/unknown", token).status())
            .as(type)
            .isNotIn(400, 403, 501);
      }
    }
  }

  @Test
  void whatIsSaidToBeCreatedIs() {
    gateway.premises.answers(ConformanceTest::created);
    JsonObject rest = gateway.get("/metadata", null).json().getJsonArray("rest").getJsonObject(0);
    int created = 0;
    for (Object listed : rest.getJsonArray("resource")) {
      JsonObject resource = (JsonObject) listed;
      String type = resource.getString("type");
      if (resource.getJsonArray("interaction").contains(new JsonObject().put("code", "create"))) {
        Answer answer = gateway.post("/" + type, gateway.realm.practitioner(), body(type).encode());

        assertThat(answer.status()).as(type + " " + answer.body()).isEqualTo(201);
        created++;
      }
    }
    gateway.premises.reset();
    assertThat(created).isGreaterThan(60);
  }

  /** Of one patient, in the element that the type has for that. */
  private static JsonObject body(String type) {
    Object patient = new JsonObject().put("reference", "Patient/p1");
    String[] path = element(type).split("\\.", -1);
    for (int i = path.length - 1; i > 0; i--) {
      patient = new JsonArray().add(new JsonObject().put(path[i], patient));
    }
    JsonObject body = new JsonObject().put("resourceType", type);
    return switch (type) {
      case "Patient" -> body;
      case "DeviceMetric" -> body.put("source", new JsonObject().put("reference", "Device/d1"));
      default -> body.put(path[0], patient);
    };
  }

  private static String element(String type) {
    return switch (type) {
      case "AllergyIntolerance",
          "BodyStructure",
          "Claim",
          "ClaimResponse",
          "Consent",
          "CoverageEligibilityRequest",
          "CoverageEligibilityResponse",
          "DetectedIssue",
          "Device",
          "EpisodeOfCare",
          "ExplanationOfBenefit",
          "FamilyMemberHistory",
          "Immunization",
          "ImmunizationEvaluation",
          "ImmunizationRecommendation",
          "MolecularSequence",
          "NutritionOrder",
          "RelatedPerson",
          "SupplyDelivery",
          "VisionPrescription" ->
          "patient";
      case "Appointment" -> "participant.actor";
      case "AppointmentResponse" -> "actor";
      case "Binary" -> "securityContext";
      case "Coverage" -> "beneficiary";
      case "EnrollmentRequest" -> "candidate";
      case "Group" -> "member.entity";
      case "MessageHeader" -> "focus";
      case "Person" -> "link.target";
      case "Provenance" -> "target";
      case "ResearchSubject" -> "individual";
      case "SupplyRequest" -> "deliverTo";
      case "Task" -> "for";
      default -> "subject";
    };
  }

  private static Reply created(Arrived request) {
    return request.method().equals("POST")
        ? Reply.json(201, request.body().toJsonObject().put("id", "new"))
        : RecordingHost.stored(
            request,
            List.of(
                new JsonObject()
                    .put("resourceType", "Device")
                    .put("id", "d1")
                    .put("patient", new JsonObject().put("reference", "Patient/p1"))));
  }

  /** Anybody may ask, so asking has to cost next to nothing. */
  @Test
  void whatIsKnownIsNotSentAgain() {
    for (String path : List.of("/metadata", SMART)) {
      Answer first = gateway.get(path, null);
      String tag = String.valueOf(first.header("etag"));

      Answer again = gateway.get(path, null, "If-None-Match", "W/" + tag + ", \"other\"");
      Answer changed = gateway.get(path, null, "If-None-Match", "\"other\"");

      assertThat(tag).matches("\"[0-9a-f]{32}\"");
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.header("etag")).isEqualTo(tag);
      assertThat(changed.status()).isEqualTo(200);
      assertThat(changed.body()).isEqualTo(first.body());
    }
    // Each way to write it is another one
    assertThat(gateway.get("/metadata?_format=xml", null).header("etag"))
        .isNotEqualTo(gateway.get("/metadata", null).header("etag"));
  }

  @Test
  void howClientsProveWhoTheyAreIsSaidAsTheRealmSaysIt() {
    JsonObject configuration = gateway.get(SMART, null).json();

    assertThat(configuration.getJsonArray("token_endpoint_auth_methods_supported"))
        .contains("private_key_jwt");
    assertThat(configuration.getJsonArray("dpop_signing_alg_values_supported")).contains("ES256");
    assertThat(configuration.getJsonArray("capabilities"))
        .contains("client-confidential-asymmetric");
  }

  @Test
  void whatASearchBringsAlongIsSaidAndServed() {
    JsonObject observation =
        gateway
            .get("/metadata", null)
            .json()
            .getJsonArray("rest")
            .getJsonObject(0)
            .getJsonArray("resource")
            .stream()
            .map(JsonObject.class::cast)
            .filter(resource -> resource.getString("type").equals("Observation"))
            .findFirst()
            .orElseThrow();

    assertThat(observation.getBoolean("updateCreate")).isFalse();
    assertThat(observation.getJsonArray("searchInclude"))
        .contains("Observation:encounter", "Observation:performer");
    assertThat(observation.getJsonArray("searchRevInclude"))
        .contains("Provenance:target", "DiagnosticReport:result")
        .doesNotContain("AuditEvent:entity");
    for (String way : List.of("searchInclude", "searchRevInclude")) {
      for (Object over : observation.getJsonArray(way)) {
        String path =
            "/Observation?patient=p1&"
                + (way.equals("searchInclude") ? "_include=" : "_revinclude=");
        assertThat(gateway.get(path + over, gateway.realm.practitioner()).status())
            .as(String.valueOf(over))
            .isEqualTo(200);
      }
    }
  }

  @Test
  void whatIsSaidOfSearchesIsServedInEachType() {
    String token = gateway.realm.practitioner();
    for (Object listed :
        gateway
            .get("/metadata", null)
            .json()
            .getJsonArray("rest")
            .getJsonObject(0)
            .getJsonArray("resource")) {
      JsonObject resource = (JsonObject) listed;
      String type = resource.getString("type");
      boolean searched =
          resource
              .getJsonArray("interaction")
              .contains(new JsonObject().put("code", "search-type"));
      if (type.equals("AuditEvent")) {
        continue; // of the journal, for auditors
      }
      Answer free = gateway.get("/" + type + "?_lastUpdated=gt2020-01-01", token);
      assertThat(free.status() == 200).as(type).isEqualTo(searched);
      if (Set.of("Organization", "Schedule", "Questionnaire").contains(type)) {
        for (Object over : resource.getJsonArray("searchRevInclude", new JsonArray())) {
          assertThat(gateway.get("/" + type + "?_revinclude=" + over, token).status())
              .as(type + " " + over)
              .isEqualTo(200);
        }
        for (Object over : resource.getJsonArray("searchInclude", new JsonArray())) {
          assertThat(gateway.get("/" + type + "?_include=" + over, token).status())
              .as(type + " " + over)
              .isEqualTo(200);
        }
      }
    }
  }

  @Test
  void nothingIsSaidOfHosts() {
    for (String path : List.of("/metadata", SMART)) {
      assertThat(gateway.get(path, null).body())
          .doesNotContain("nuage-sante", gateway.cloud.url().toString());
    }
  }

  @Test
  void aPracticeNobodyKnowsHasNone() {
    for (String path : List.of("/metadata", SMART)) {
      String elsewhere = gateway.fhir().replaceAll("[^/]+$", "elsewhere");
      assertThat(gateway.send("GET", URI.create(elsewhere + path), null, null).status())
          .isEqualTo(404);
    }
  }
}
