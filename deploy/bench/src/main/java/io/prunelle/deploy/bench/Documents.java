// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the upstream holds of each patient: a small resource and a page of a search. */
final class Documents {

  private static final String PATIENT = "@patient@";

  private final String base;
  private final Template small;
  private final Template bundle;

  /**
   * @param base the upstream's FHIR base URL, as it stands in its links
   */
  Documents(String base) {
    this.base = base;
    this.small = new Template(patient().encode());
    this.bundle = new Template(bundle(45_000).encode());
  }

  /** About 1.4 kB: a Patient. */
  Buffer small(String patient) {
    return small.of(patient);
  }

  /** About 45 kB: a searchset of the patient's observations. */
  Buffer bundle(String patient) {
    return bundle.of(patient);
  }

  static JsonObject patient() {
    JsonObject patient =
        new JsonObject()
            .put("resourceType", "Patient")
            .put("id", PATIENT)
            .put("meta", meta())
            .put(
                "identifier",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("use", "official")
                            .put("system", "urn:oid:1.2.250.1.213.1.4.8")
                            .put("value", "279035121518989")))
            .put("active", true)
            .put(
                "name",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("use", "official")
                            .put("family", "Martin")
                            .put("given", new JsonArray().add("Camille").add("Andrée"))))
            .put("gender", "female")
            .put("birthDate", "1979-03-04")
            .put(
                "address",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("line", new JsonArray().add("12, rue des Lilas"))
                            .put("city", "Lyon")
                            .put("postalCode", "69003")
                            .put("country", "FR")));
    JsonArray contacts = new JsonArray();
    for (int i = 0; patient.encode().length() + contacts.encode().length() < 1_350; i++) {
      contacts.add(
          new JsonObject()
              .put("system", i % 2 == 0 ? "phone" : "email")
              .put("value", i % 2 == 0 ? "+33 4 72 00 00 0" + i : "camille" + i + "@example.org")
              .put("rank", i + 1));
    }
    return patient.put("telecom", contacts);
  }

  private JsonObject bundle(int bytes) {
    JsonArray entries = new JsonArray();
    int length = 300;
    for (int i = 0; length < bytes; i++) {
      JsonObject entry =
          new JsonObject()
              .put("fullUrl", base + "/Observation/" + PATIENT + "-" + i)
              .put("resource", observation(i))
              .put("search", new JsonObject().put("mode", "match"));
      length += entry.encode().length();
      entries.add(entry);
    }
    return new JsonObject()
        .put("resourceType", "Bundle")
        .put("id", "0f0c9a3e-7c0b-4d53-9d0c-3a1b1f6f4d11")
        .put("meta", meta())
        .put("type", "searchset")
        .put("total", entries.size())
        .put(
            "link",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("relation", "self")
                        .put("url", base + "/Observation?patient=Patient%2F" + PATIENT)))
        .put("entry", entries);
  }

  private static JsonObject observation(int number) {
    return new JsonObject()
        .put("resourceType", "Observation")
        .put("id", PATIENT + "-" + number)
        .put("meta", meta())
        .put("status", "final")
        .put(
            "category",
            new JsonArray()
                .add(
                    coding(
                        "http://terminology.hl7.org/CodeSystem/observation-category",
                        "vital-signs")))
        .put("code", coding("http://loinc.org", "8302-2").put("text", "Body Height"))
        .put("subject", new JsonObject().put("reference", "Patient/" + PATIENT))
        .put("encounter", new JsonObject().put("reference", "Encounter/" + PATIENT + "-e" + number))
        .put("effectiveDateTime", "2026-03-04T10:0" + number % 10 + ":00+01:00")
        .put("issued", "2026-03-04T10:0" + number % 10 + ":00.123+01:00")
        .put(
            "performer",
            new JsonArray()
                .add(new JsonObject().put("reference", "Practitioner/" + number % 7 + "-p")))
        .put(
            "valueQuantity",
            new JsonObject()
                .put("value", 170.5 + number)
                .put("unit", "cm")
                .put("system", "http://unitsofmeasure.org")
                .put("code", "cm"));
  }

  private static JsonObject coding(String system, String code) {
    return new JsonObject()
        .put(
            "coding",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("system", system)
                        .put("code", code)
                        .put("display", "As it was coded")));
  }

  private static JsonObject meta() {
    return new JsonObject()
        .put("versionId", "1")
        .put("lastUpdated", "2026-03-04T10:00:00.123+01:00");
  }

  /** A text with a place in it for the patient, written without looking for it each time. */
  private static final class Template {
    private final List<byte[]> parts = new ArrayList<>();

    Template(String text) {
      for (String part : text.split(PATIENT, -1)) {
        parts.add(part.getBytes(StandardCharsets.UTF_8));
      }
    }

    Buffer of(String patient) {
      byte[] id = patient.getBytes(StandardCharsets.US_ASCII);
      Buffer text = Buffer.buffer(48 * 1024).appendBytes(parts.get(0));
      for (int i = 1; i < parts.size(); i++) {
        text.appendBytes(id).appendBytes(parts.get(i));
      }
      return text;
    }
  }
}
