// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Paper;
import io.prunelle.keycloak.ledger.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Entries of a realm's ledger as FHIR R4 Consents; docs/fhir.md says why each element is so. */
public final class ConsentMapping {
  private final Addresses addresses;
  private final Systems systems;

  public ConsentMapping(Addresses addresses) {
    this.addresses = addresses;
    this.systems = new Systems(addresses.issuer());
  }

  /** The Consent. */
  public Map<String, Object> consent(Told told) {
    Statement statement = told.entry().statement();
    Meaning meaning = new Meaning(statement.decision());
    return Element.resource("Consent")
        .with("id", Long.toString(told.entry().position()))
        .with(
            "meta",
            new Element()
                .with("lastUpdated", statement.decidedAt().toString())
                .with("profile", meaning.profiles())
                .children())
        .with("modifierExtension", meaning.modifiers())
        .with("identifier", List.of(Element.identifier(systems.ledger(), told.entry().hash())))
        .with("status", told.inForce() ? "active" : "inactive")
        .with(
            "scope",
            Element.concept(Element.coding(Systems.SCOPE, "patient-privacy", "Privacy Consent")))
        .with("category", meaning.categories())
        .with("patient", patient(statement))
        .with("dateTime", dateTime(statement))
        .with("performer", List.of(performer(statement)))
        .with("organization", List.of(practice(told)))
        .with("sourceAttachment", statement.paper() == null ? receipt(told) : null)
        .with("sourceReference", statement.paper() == null ? null : paper(statement.paper()))
        .with("policy", List.of(policy(told)))
        .with("provision", provision(told, meaning))
        .children();
  }

  /** Where the Consent is read. */
  public String address(Told told) {
    return addresses.consent(told.entry().position());
  }

  private static Map<String, Object> patient(Statement statement) {
    return new Element()
        .with("reference", "Patient/" + statement.patient())
        .with("type", "Patient")
        .children();
  }

  /** When it was said: on paper, the day of the signature, not that of its record. */
  private static String dateTime(Statement statement) {
    Paper paper = statement.paper();
    return paper == null ? statement.decidedAt().toString() : paper.date().toString();
  }

  /** Who decided. On paper that is the patient, whoever recorded it. */
  private Map<String, Object> performer(Statement statement) {
    String type =
        switch (statement.by().role()) {
          case PATIENT -> "Patient";
          case GUARDIAN -> "RelatedPerson";
          case PRACTITIONER -> statement.channel() == Channel.PAPER ? "Patient" : "Practitioner";
        };
    String subject = statement.by().subject();
    return type.equals("Patient") || subject == null
        ? patient(statement)
        : Element.named(type, Element.identifier(addresses.issuer(), subject), null);
  }

  private Map<String, Object> practice(Told told) {
    return Element.named(
        "Organization",
        Element.identifier(systems.practices(), told.hosting().practice()),
        told.practiceName());
  }

  private Map<String, Object> receipt(Told told) {
    return new Element()
        .with("contentType", "application/jwt")
        .with(
            "url",
            addresses.issuer() + "/consent/me/decisions/" + told.entry().position() + "/receipt")
        .with("title", "Signed receipt")
        .with("creation", told.entry().statement().decidedAt().toString())
        .children();
  }

  // Attachment.hash is SHA-1; a SHA-256 goes into a name of RFC 6920
  private static Map<String, Object> paper(Paper paper) {
    return Element.named(
        "DocumentReference",
        Element.identifier(Systems.URI, PaperName.of(paper.digest())),
        "Signed on paper on " + paper.date());
  }

  private Map<String, Object> policy(Told told) {
    return new Element()
        .with(
            "extension",
            List.of(
                // the version has a text in each language; this one was shown
                new Element()
                    .with("url", Systems.LANGUAGE)
                    .with("valueCode", told.entry().statement().language())
                    .children()))
        .with("uri", addresses.policy(told.hosting(), told.entry().statement().notice()))
        .children();
  }

  private Map<String, Object> provision(Told told, Meaning meaning) {
    Statement statement = told.entry().statement();
    Long until = statement.until();
    return new Element()
        .with("type", meaning.provision())
        .with(
            "period",
            new Element()
                .with("start", dateTime(statement))
                .with("end", until == null ? null : Instant.ofEpochSecond(until).toString())
                .children())
        .with(
            "actor",
            List.of(
                new Element()
                    .with(
                        "role",
                        Element.concept(
                            Element.coding(Systems.PARTICIPATION, "IRCP", "information recipient")))
                    .with(
                        "reference",
                        Element.named(
                            "Organization",
                            Element.identifier(systems.hosts(), told.hosting().host()),
                            told.hostName()))
                    .children()))
        .with(
            "purpose",
            // the practice's own words; to code them would be to guess
            told.purposes().stream()
                .map(purpose -> purpose.in(List.of(statement.language())).text())
                .map(purpose -> new Element().with("display", purpose).children())
                .toList())
        .children();
  }
}
