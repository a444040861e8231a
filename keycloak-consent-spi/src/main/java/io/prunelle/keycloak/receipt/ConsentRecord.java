// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Purpose;
import io.prunelle.keycloak.ledger.Statement;
import java.util.List;
import java.util.Map;

/** The record that a receipt is a copy of: header, processing, parties and event in one node. */
final class ConsentRecord {
  private final Evidence evidence;
  private final String issuer;
  private final boolean consent;

  ConsentRecord(Evidence evidence, String issuer) {
    this.evidence = evidence;
    this.issuer = issuer;
    this.consent =
        Happening.of(evidence.entry().statement().decision()).basis() == Happening.Basis.CONSENT;
  }

  static String id(Evidence evidence, String issuer) {
    return issuer + "/consent/me/decisions/" + evidence.entry().position();
  }

  Map<String, Object> node() {
    Statement statement = evidence.entry().statement();
    JsonNode host = evidence.circumstances().host();
    return Terms.of(consent ? "dpv:ConsentRecord" : "dpv:RecordsOfActivities")
        .with("@id", id(evidence, issuer))
        .with("dct:identifier", id(evidence, issuer))
        .with("dct:conformsTo", consent ? Terms.SCHEMA + "record" : null)
        .with(
            "dpv:hasDataSubject",
            Terms.of("dpv:Patient").with("dct:identifier", statement.patient()).map())
        .with("dpv:hasDataController", Parties.controller(evidence.controller()))
        .with("dpv:hasDataProcessor", Parties.processor(host))
        .with("dpv:hasJurisdiction", "loc:EU")
        .with(
            "dpv:hasApplicableLaw",
            List.of("eu-gdpr:GDPR", new Terms().with("dct:title", "L.1111-8 CSP").map()))
        .with("dpv:hasLegalBasis", legalBasis())
        .with("dpv:hasProcess", process(host))
        .with("dpv:hasNotice", notice())
        .with(consent ? "dpv:hasConsentControl" : "dpv:hasRight", control())
        .with(Happening.of(statement.decision()).property(), Event.of(evidence))
        .with("authentication", evidence.entry().members().get("authentication"))
        .with("circumstancesAsOf", evidence.circumstances().asOf().name())
        .with("hostSheet", host.path("sheet"))
        .with("ledgerEntry", evidence.entry().members())
        .map();
  }

  private Object legalBasis() {
    return consent
        ? "eu-gdpr:A9-2-a"
        : Terms.of("dpv:LegalBasis")
            .with("dct:title", "Information beforehand and right to object for a legitimate reason")
            .with("dct:source", "L.1111-8 CSP")
            .map();
  }

  private Map<String, Object> process(JsonNode host) {
    return Terms.of("dpv:Process")
        .with("dct:identifier", evidence.entry().statement().hosting())
        .with(
            "dpv:hasPurpose",
            evidence.circumstances().purposes().stream()
                .map(purpose -> Terms.of("dpv:Purpose").with("dct:title", title(purpose)).map())
                .toList())
        .with("dpv:hasProcessing", "dpv:Store")
        .with(
            "dpv:hasPersonalData",
            Terms.of("dpv:SpecialCategoryPersonalData")
                .with("skos:broader", "pd:HealthRecord")
                .map())
        .with("dpv:hasRecipient", host.path("id").textValue())
        .with("dpv:hasStorageCondition", Parties.storage(host))
        .map();
  }

  /** In all its languages, each said (JSON-LD 1.1, 4.2.4): which one was shown, the notice says. */
  private static Object title(Purpose purpose) {
    List<Object> titles =
        purpose.all().stream()
            .map(
                words ->
                    words.language().isEmpty()
                        ? words.text()
                        : (Object)
                            new Terms()
                                .with("@language", words.language())
                                .with("@value", words.text())
                                .map())
            .toList();
    return titles.size() == 1 ? titles.get(0) : titles;
  }

  private Map<String, Object> notice() {
    Notice notice = evidence.notice();
    NoticeText text = evidence.text();
    return Terms.of(consent ? "dpv:ConsentNotice" : "dpv:PrivacyNotice")
        .with("dct:identifier", notice.hosting() + "#" + notice.version())
        .with("dct:hasVersion", notice.version())
        .with("dct:issued", notice.publishedAt().toString())
        .with("dct:language", text.language())
        .with("dct:title", text.title())
        .with("dct:description", text.body())
        .with("textDigest", evidence.entry().statement().textDigest())
        .map();
  }

  // GDPR art. 7(3), art. 21; the same ways by which a decision is taken
  private Map<String, Object> control() {
    return new Terms()
        .with(
            "@type",
            consent
                ? List.of("dpv:ProvideConsent", "dpv:WithdrawConsent")
                : List.of("dpv:DataSubjectRight", "eu-gdpr:A21"))
        .with("dpv:isExercisedAt", issuer + "/consent/me/decisions")
        .with(
            "dct:description",
            consent
                ? "At each sign-in with kc_action=hosting-consent, or by POST to this address"
                : "An objection: at each sign-in with kc_action=hosting-consent, or by POST to this"
                    + " address")
        .map();
  }
}
