// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.consent.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a Consent, or a Bundle of them, as decisions on paper. */
public final class ConsentReader {
  /** How many Consents a Bundle may hold: they are recorded under one lock. */
  public static final int MOST = 200;

  private static final List<String> BUNDLES =
      List.of("collection", "transaction", "batch", "searchset");

  private final ConsentReading reading;
  private final Findings findings;

  /**
   * @param findings is given all that is wrong
   */
  public ConsentReader(
      Addresses addresses, PracticeRegister register, ImportTerms terms, Findings findings) {
    this.reading = new ConsentReading(addresses, register, terms, findings);
    this.findings = findings;
  }

  /** Those with which nothing is wrong, in their order. */
  public List<PaperConsent> read(JsonNode document) {
    String type = document.path("resourceType").asText();
    Part root = new Part(type, document, findings);
    return switch (type) {
      case "Consent" -> reading.read(root).stream().toList();
      case "Bundle" -> bundle(root);
      default -> {
        findings.unknown("resourceType", "must be Consent or Bundle");
        yield List.of();
      }
    };
  }

  private List<PaperConsent> bundle(Part bundle) {
    if (bundle.required("type").filter(type -> !BUNDLES.contains(type)).isPresent()) {
      findings.value(bundle.at("type"), "must be one of " + String.join(", ", BUNDLES));
    }
    bundle.aside("resourceType", "meta", "language", "identifier", "timestamp", "total", "link");
    List<Part> entries = bundle.requiredParts("entry");
    bundle.end();
    if (entries.size() > MOST) {
      findings.add(
          "too-costly",
          "body-too-long",
          bundle.at("entry"),
          "must not hold more than " + MOST + " Consents at once");
      return List.of();
    }
    List<PaperConsent> consents = new ArrayList<>();
    entries.forEach(entry -> entry(entry).ifPresent(consents::add));
    return consents;
  }

  private Optional<PaperConsent> entry(Part entry) {
    entry.aside("link", "fullUrl", "search");
    entry.part("request").ifPresent(this::request);
    Optional<Part> resource = entry.requiredPart("resource");
    entry.end();
    return resource.flatMap(
        part -> {
          if (part.text("resourceType").filter("Consent"::equals).isEmpty()) {
            findings.unknown(part.path(), "must be a Consent");
            return Optional.empty();
          }
          return reading.read(part);
        });
  }

  /** What is imported is new: an update of something, or a condition, would not be obeyed. */
  private void request(Part request) {
    if (request.required("method").filter(method -> !method.equals("POST")).isPresent()) {
      findings.value(request.at("method"), "must be POST");
    }
    if (request.required("url").filter(url -> !url.equals("Consent")).isPresent()) {
      findings.value(request.at("url"), "must be Consent");
    }
    request.end();
  }
}
