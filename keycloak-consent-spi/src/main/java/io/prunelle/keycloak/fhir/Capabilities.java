// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import java.util.List;
import java.util.Map;

/**
 * What the realm's FHIR address knows, as a CapabilityStatement (IHE PCF ITI-110 2:3.110.2.1 wants
 * one). It claims nothing that is not served: neither XML nor search by POST, which PCF asks of a
 * Consent Registry, and therefore not to be one.
 */
public final class Capabilities {
  /** When what is said here last changed. */
  private static final String DATE = "2026-11-23";

  private final String issuer;

  /**
   * @param issuer the realm's issuer
   */
  public Capabilities(String issuer) {
    this.issuer = issuer;
  }

  /** The CapabilityStatement. */
  public Map<String, Object> statement() {
    return Element.resource("CapabilityStatement")
        .with("status", "active")
        .with("date", DATE)
        .with("kind", "instance")
        .with("software", new Element().with("name", "Prunelle keycloak-consent-spi").children())
        .with(
            "implementation",
            new Element()
                .with("description", "Decisions on where health records are hosted, as Consents")
                .with("url", issuer + "/consent/fhir")
                .children())
        .with("fhirVersion", "4.0.1")
        .with("format", List.of("json", "application/fhir+json"))
        .with("rest", List.of(rest()))
        .children();
  }

  private Map<String, Object> rest() {
    return new Element()
        .with("mode", "server")
        .with(
            "documentation",
            "Consents that patients signed on paper are taken from a practice's consent officer at "
                + issuer
                + "/consent/practices/{practice}/fhir/Consent, with POST: one Consent, or a Bundle"
                + " of them, all or none; without dry-run=false they are examined only.")
        .with("security", security())
        .with("resource", List.of(consent()))
        .children();
  }

  private Map<String, Object> security() {
    return new Element()
        .with(
            "service",
            List.of(
                Element.concept(
                    Element.coding(
                        "http://terminology.hl7.org/CodeSystem/restful-security-service",
                        "OAuth",
                        "OAuth"))))
        .with(
            "description",
            "A patient's token with the scope hosting_consent, or a service account's with the role"
                + " consent-feed, of the issuer "
                + issuer)
        .children();
  }

  private static Map<String, Object> consent() {
    return new Element()
        .with("type", "Consent")
        .with("supportedProfile", List.of(Meaning.PROFILE))
        .with("documentation", "Search requires patient; parameters not listed are refused.")
        .with("interaction", List.of(code("read"), code("search-type")))
        .with("versioning", "no-version")
        .with("readHistory", false)
        .with("updateCreate", false)
        .with(
            "searchParam",
            List.of(
                parameter("patient", "clinical-patient", "reference"),
                parameter("status", "Consent-status", "token")))
        .children();
  }

  private static Map<String, Object> code(String code) {
    return new Element().with("code", code).children();
  }

  private static Map<String, Object> parameter(String name, String definition, String type) {
    return new Element()
        .with("name", name)
        .with("definition", "http://hl7.org/fhir/SearchParameter/" + definition)
        .with("type", type)
        .children();
  }
}
