// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/**
 * A made-up record with what real ones have: many small resources, documents with attachments, who
 * has entered what, and references to organisations and practitioners that other records share. The
 * same patient and size give the same record. What refers to something comes after it.
 */
final class SampleRecord {

  /** How many resources a transaction has: as many as the mover writes with one. */
  static final int TOGETHER = 250;

  private static final int PRACTITIONERS = 12;
  private static final int ORGANIZATIONS = 4;
  private static final int OBSERVATIONS = 12;

  /** Of a letter: a third of a large record are attachments. */
  private static final int LETTER = 12_000;

  private static final String ORGANIZATION = "Organization";
  private static final String PRACTITIONER = "Practitioner";

  private final String patient;
  private final int letter;
  private final Random random;
  private final List<JsonObject> resources = new ArrayList<>();
  private long bytes;

  private SampleRecord(String patient, int letter) {
    this.patient = patient;
    this.letter = letter;
    this.random = new Random(patient.hashCode());
  }

  /**
   * A record of at least so many bytes, as JSON.
   *
   * @param bytes without what is shared
   */
  static List<JsonObject> of(String patient, long bytes) {
    SampleRecord record = new SampleRecord(patient, (int) Math.min(LETTER, bytes / 10));
    record.patient();
    for (int visit = 0; record.bytes < bytes; visit++) {
      record.visit(visit);
    }
    record.problems();
    return record.resources;
  }

  /** What all records refer to. */
  static List<JsonObject> shared() {
    List<JsonObject> shared = new ArrayList<>();
    for (int i = 0; i < ORGANIZATIONS; i++) {
      shared.add(organization(sharedId(ORGANIZATION, i), "Centre de santé n° " + i));
    }
    for (int i = 0; i < PRACTITIONERS; i++) {
      shared.add(
          new JsonObject()
              .put("resourceType", PRACTITIONER)
              .put("id", sharedId(PRACTITIONER, i))
              .put(
                  "name",
                  new JsonArray()
                      .add(
                          new JsonObject()
                              .put("family", "Durand-" + i)
                              .put("given", new JsonArray().add("Dominique")))));
    }
    return shared;
  }

  /** Something that no record refers to. */
  static List<JsonObject> other(int number) {
    return List.of(organization("bench-other-" + number, "Pharmacie n° " + number));
  }

  private static JsonObject organization(String id, String name) {
    return new JsonObject()
        .put("resourceType", ORGANIZATION)
        .put("id", id)
        .put("active", true)
        .put("name", name);
  }

  /** Transactions that put resources under their own ids, in their order. */
  static List<String> transactions(List<JsonObject> resources) {
    List<String> transactions = new ArrayList<>();
    for (int from = 0; from < resources.size(); from += TOGETHER) {
      JsonArray entries = new JsonArray();
      resources
          .subList(from, Math.min(resources.size(), from + TOGETHER))
          .forEach(
              resource ->
                  entries.add(
                      new JsonObject()
                          .put("resource", resource)
                          .put(
                              "request",
                              new JsonObject().put("method", "PUT").put("url", key(resource)))));
      transactions.add(
          new JsonObject()
              .put("resourceType", "Bundle")
              .put("type", "transaction")
              .put("entry", entries)
              .encode());
    }
    return transactions;
  }

  private static String key(JsonObject resource) {
    return resource.getString("resourceType") + "/" + resource.getString("id");
  }

  private static String sharedId(String type, int number) {
    return "bench-" + type.toLowerCase(Locale.ROOT) + "-" + number;
  }

  private void patient() {
    JsonObject resource = Documents.patient();
    resource.remove("meta");
    resource
        .put("id", patient)
        .put(
            "identifier",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("system", "urn:oid:1.2.250.1.213.1.4.8")
                        .put("value", "of-" + patient)));
    add(resource);
  }

  private void visit(int visit) {
    String day =
        "%d-%02d-%02d".formatted(2000 + visit / 336 % 26, 1 + visit / 28 % 12, 1 + visit % 28);
    List<String> entered = new ArrayList<>();
    String encounter = encounter(visit, day);
    entered.add(encounter);
    JsonArray results = new JsonArray();
    for (int i = 0; i < OBSERVATIONS; i++) {
      String observation = observation(visit * OBSERVATIONS + i, day, encounter);
      results.add(to(observation));
      entered.add(observation);
    }
    entered.add(report(visit, day, encounter, results));
    entered.add(condition(visit, day, encounter));
    entered.add(prescription(visit, day, encounter));
    String binary = letter(visit);
    entered.add(document(visit, day, encounter, binary));
    provenance(visit, day, entered);
  }

  private String encounter(int visit, String day) {
    return add(
        of("Encounter", visit)
            .put("status", "finished")
            .put("class", new JsonObject().put("code", "AMB"))
            .put("subject", subject())
            .put("period", new JsonObject().put("start", day).put("end", day))
            .put(
                "participant",
                new JsonArray().add(new JsonObject().put("individual", practitioner())))
            .put(
                "serviceProvider",
                to(ORGANIZATION + "/" + sharedId(ORGANIZATION, visit % ORGANIZATIONS))));
  }

  private String observation(int number, String day, String encounter) {
    return add(
        of("Observation", number)
            .put("status", "final")
            .put(
                "category",
                new JsonArray()
                    .add(
                        concept(
                            "http://terminology.hl7.org/CodeSystem/observation-category",
                            "laboratory",
                            "Laboratory")))
            .put("code", concept("http://loinc.org", "2345-" + number % 10, "Glucose"))
            .put("subject", subject())
            .put("encounter", to(encounter))
            .put("effectiveDateTime", day)
            .put("performer", new JsonArray().add(practitioner()))
            .put(
                "valueQuantity",
                new JsonObject()
                    .put("value", 40 + random.nextInt(100))
                    .put("unit", "mg/dL")
                    .put("system", "http://unitsofmeasure.org")
                    .put("code", "mg/dL")));
  }

  private String report(int visit, String day, String encounter, JsonArray results) {
    return add(
        of("DiagnosticReport", visit)
            .put("status", "final")
            .put("code", concept("http://loinc.org", "24323-8", "Bilan"))
            .put("subject", subject())
            .put("encounter", to(encounter))
            .put("effectiveDateTime", day)
            .put("performer", new JsonArray().add(practitioner()))
            .put("result", results)
            .put(
                "presentedForm",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("contentType", "text/plain")
                            .put("data", data(letter / 8)))));
  }

  private String condition(int visit, String day, String encounter) {
    return add(
        of("Condition", visit)
            .put("code", concept("http://snomed.info/sct", "3834100" + visit % 10, "Hypertension"))
            .put("subject", subject())
            .put("encounter", to(encounter))
            .put("recorder", practitioner())
            .put("onsetDateTime", day));
  }

  private String prescription(int visit, String day, String encounter) {
    return add(
        of("MedicationRequest", visit)
            .put("status", "active")
            .put("intent", "order")
            .put(
                "medicationCodeableConcept",
                concept("http://www.whocc.no/atc", "C09AA0" + visit % 10, "Énalapril"))
            .put("subject", subject())
            .put("encounter", to(encounter))
            .put("authoredOn", day)
            .put("requester", practitioner()));
  }

  private String letter(int visit) {
    JsonObject binary = of("Binary", visit);
    binary.remove("text");
    return add(
        binary
            .put("contentType", "application/pdf")
            .put("securityContext", subject())
            .put("data", data(letter)));
  }

  private String document(int visit, String day, String encounter, String binary) {
    return add(
        of("DocumentReference", visit)
            .put("status", "current")
            .put("type", concept("http://loinc.org", "34133-9", "Lettre"))
            .put("subject", subject())
            .put("date", day + "T10:00:00Z")
            .put("author", new JsonArray().add(practitioner()))
            .put(
                "content",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put(
                                "attachment",
                                new JsonObject()
                                    .put("contentType", "application/pdf")
                                    .put("url", binary))))
            .put("context", new JsonObject().put("encounter", new JsonArray().add(to(encounter)))));
  }

  private void provenance(int visit, String day, List<String> entered) {
    JsonArray targets = new JsonArray();
    entered.forEach(each -> targets.add(to(each)));
    add(
        of("Provenance", visit)
            .put("target", targets)
            .put("recorded", day + "T10:00:00Z")
            .put(
                "agent",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("who", practitioner())
                            .put(
                                "onBehalfOf",
                                to(
                                    ORGANIZATION
                                        + "/"
                                        + sharedId(ORGANIZATION, visit % ORGANIZATIONS))))));
  }

  private void problems() {
    JsonArray entries = new JsonArray();
    resources.stream()
        .filter(resource -> resource.getString("resourceType").equals("Condition"))
        .limit(20)
        .forEach(condition -> entries.add(new JsonObject().put("item", to(key(condition)))));
    add(
        of("List", 0)
            .put("status", "current")
            .put("mode", "working")
            .put("title", "Problèmes")
            .put("subject", subject())
            .put("entry", entries));
  }

  private JsonObject of(String type, int number) {
    return new JsonObject()
        .put("resourceType", type)
        .put("id", id(type, number))
        .put(
            "text",
            new JsonObject()
                .put("status", "generated")
                .put(
                    "div",
                    "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>%s %d de %s</p></div>"
                        .formatted(type, number, patient)));
  }

  private String id(String type, int number) {
    return UUID.nameUUIDFromBytes(
            (patient + "/" + type + "/" + number).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  private String add(JsonObject resource) {
    resources.add(resource);
    bytes += resource.encode().length();
    return key(resource);
  }

  private String data(int length) {
    byte[] content = new byte[length];
    random.nextBytes(content);
    return Base64.getEncoder().encodeToString(content);
  }

  private JsonObject subject() {
    return to("Patient/" + patient);
  }

  private JsonObject practitioner() {
    return to(PRACTITIONER + "/" + sharedId(PRACTITIONER, random.nextInt(PRACTITIONERS)));
  }

  private static JsonObject to(String reference) {
    return new JsonObject().put("reference", reference);
  }

  private static JsonObject concept(String system, String code, String display) {
    return new JsonObject()
        .put(
            "coding",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("system", system)
                        .put("code", code)
                        .put("display", display)))
        .put("text", display);
  }
}
