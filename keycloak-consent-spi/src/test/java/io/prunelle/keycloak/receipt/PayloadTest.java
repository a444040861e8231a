// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class PayloadTest {
  private static final Instant AT = Instant.parse("2026-11-24T08:30:00.999Z");
  private static final String RECORD = "/dpv:hasRecordOfActivity/0";

  @Test
  void theDocumentedExampleIsWhatIsSigned() throws IOException {
    JsonNode payload = payload(Decision.PERMIT);
    // as they stand in ledger.md and openapi.yaml
    for (String member : new String[] {"hostSheet", "ledgerEntry"}) {
      ((ObjectNode) payload.at(RECORD)).putObject(member);
    }

    // numbers as they come out of a text
    assertThat(new ObjectMapper().readTree(payload.toString()))
        .isEqualTo(new ObjectMapper().readTree(Path.of("docs/receipt-example.json").toFile()));
  }

  @Test
  void theLedgerEntryIsInItAsTheFeedTellsIt() {
    assertThat(payload(Decision.PERMIT).at(RECORD + "/ledgerEntry"))
        .isEqualTo(Json.tree(Receiving.entry(Decision.PERMIT).members()));
  }

  @Test
  void everyMandatoryFieldOfTs27560ThatIsKnownIsThere() {
    JsonNode payload = payload(Decision.PERMIT);
    JsonNode record = payload.at(RECORD);

    assertThat(payload.path("dct:conformsTo").asText()).endsWith("dpv-27560#receipt");
    assertThat(payload.path("dct:identifier").asText()).endsWith("/1042/receipt");
    for (String field :
        new String[] {
          "/dct:identifier",
          "/dct:conformsTo",
          "/dpv:hasDataSubject/dct:identifier",
          "/dpv:hasDataController/dpv:hasName",
          "/dpv:hasDataController/dpv:hasAddress",
          "/dpv:hasDataProcessor/dpv:hasName",
          "/dpv:hasDataProcessor/dpv:hasAddress",
          "/dpv:hasDataProcessor/dpv:hasDataProtectionOfficer/dpv:hasContact",
          "/dpv:hasJurisdiction",
          "/dpv:hasLegalBasis",
          "/dpv:hasProcess/dpv:hasPurpose/0/dct:title",
          "/dpv:hasProcess/dpv:hasPersonalData/skos:broader",
          "/dpv:hasProcess/dpv:hasRecipient",
          "/dpv:hasProcess/dpv:hasStorageCondition/dpv:hasLocation/0",
          "/dpv:hasNotice/dct:language",
          "/dpv:hasNotice/textDigest",
          "/dpv:hasConsentControl/dpv:isExercisedAt",
          "/dpv:hasConsentStatus/@type/0",
          "/dpv:hasConsentStatus/dpv:isIndicatedAtTime",
          "/dpv:hasConsentStatus/dpv:hasDuration/rdf:value",
          "/dpv:hasConsentStatus/dpv:isIndicatedBy/dct:identifier"
        }) {
      assertThat(record.at(field).asText()).as(field).isNotEmpty();
    }
  }

  @Test
  void itIsTheSameEachTimeButForTheTimeOfSigning() {
    ObjectNode first = payload(Decision.PERMIT);
    ObjectNode later =
        (ObjectNode)
            Json.tree(
                Payload.of(
                    Receiving.evidence(Decision.PERMIT), Receiving.ISSUER, AT.plusSeconds(9)));

    assertThat(later).isNotEqualTo(first);
    for (ObjectNode payload : new ObjectNode[] {first, later}) {
      payload.remove("iat");
      payload.remove("dct:created");
    }
    assertThat(later).isEqualTo(first);
  }

  @Test
  void nobodyCouldTakeItForAToken() {
    // RFC 8725 3.12: what a token of the realm is recognised by
    ObjectNode payload = payload(Decision.PERMIT);

    for (String claim : new String[] {"typ", "aud", "azp", "sub", "exp", "scope", "sid", "nonce"}) {
      assertThat(payload.has(claim)).as(claim).isFalse();
    }
  }

  @Test
  void aRefusalIsNotToldAsConsentGiven() {
    JsonNode status = payload(Decision.DENY).at(RECORD + "/dpv:hasConsentStatus");

    assertThat(status.path("@type"))
        .extracting(JsonNode::asText)
        .containsExactly("dpv:ConsentRefused");
    assertThat(status.at("/dpv:hasDuration/@type").asText()).isEqualTo("dpv:UntilEventDuration");
  }

  @Test
  void everyDecisionHasItsWordAndOnlyConsentIsCalledConsent() {
    for (Decision decision : Decision.values()) {
      Happening happening = Happening.of(decision);

      assertThat(happening.types().stream().anyMatch(type -> type.contains("Consent")))
          .as(decision.name())
          .isEqualTo(happening.basis() == Happening.Basis.CONSENT);
    }
  }

  private static Evidence permitted(Circumstances circumstances) {
    return new Evidence(
        Receiving.entry(Decision.PERMIT),
        Receiving.notice(),
        Examples.texts().get(0),
        null,
        Receiving.CONTROLLER,
        circumstances);
  }

  @Test
  void aPurposeInSeveralLanguagesSaysTheLanguageOfEach() {
    Circumstances circumstances =
        Circumstances.kept(
            Receiving.entry(Decision.PERMIT).statement(),
            "{\"purposes\":[\"Soins\",{\"fr\":\"Sauvegarde\",\"en\":\"Backup\"}],\"host\":{}}");
    Evidence evidence = permitted(circumstances);

    JsonNode purposes =
        Json.tree(Payload.of(evidence, Receiving.ISSUER, AT))
            .at(RECORD + "/dpv:hasProcess/dpv:hasPurpose");

    assertThat(purposes.at("/0/dct:title").textValue()).isEqualTo("Soins");
    assertThat(purposes.at("/1/dct:title").toString())
        .isEqualTo(
            "[{\"@language\":\"en\",\"@value\":\"Backup\"},"
                + "{\"@language\":\"fr\",\"@value\":\"Sauvegarde\"}]");
  }

  /** The realm does not sign that a paper told what came after its signature. */
  @Test
  void whatWasSoWhenAPaperWasRecordedIsNotSaidToHaveBeenSoWhenItWasSigned() {
    String kept = "{\"purposes\":[\"Soins\"],\"host\":{}}";

    assertThat(Circumstances.kept(Receiving.entry(Decision.PERMIT).statement(), kept).asOf())
        .isEqualTo(Circumstances.AsOf.DECISION);
    Circumstances recorded =
        Circumstances.kept(Examples.onPaper(Decision.PERMIT, 3, Examples.TODAY), kept);
    JsonNode record = Json.tree(Payload.of(permitted(recorded), Receiving.ISSUER, AT)).at(RECORD);
    assertThat(record.path("circumstancesAsOf").asText()).isEqualTo("RECORDED");
  }

  @Test
  void aHostWhoseSheetSaysLessStillGetsAReceipt() {
    Circumstances little =
        new Circumstances(
            Circumstances.AsOf.DECISION,
            List.of(),
            Json.tree(Map.of("id", "nuage-sante", "name", "Nuage Santé")));
    Evidence evidence = permitted(little);

    JsonNode record = Json.tree(Payload.of(evidence, Receiving.ISSUER, AT)).at(RECORD);

    assertThat(record.at("/dpv:hasDataProcessor/dct:identifier").asText()).isEqualTo("nuage-sante");
    assertThat(record.path("circumstancesAsOf").asText()).isEqualTo("DECISION");
    assertThat(record.at("/dpv:hasProcess/dpv:hasStorageCondition/dpv:hasLocation")).isEmpty();
  }

  @Test
  void everyPrefixThatIsUsedIsDeclared() {
    JsonNode payload = payload(Decision.PERMIT);
    JsonNode context = payload.path("@context");

    assertThat(names(payload))
        .filteredOn(name -> name.contains(":"))
        .allSatisfy(name -> assertThat(context.has(name.substring(0, name.indexOf(':')))).isTrue());
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    StreamSupport.stream(node.spliterator(), false).forEach(child -> names.addAll(names(child)));
    return names;
  }

  private static ObjectNode payload(Decision decision) {
    return (ObjectNode) Json.tree(Payload.of(Receiving.evidence(decision), Receiving.ISSUER, AT));
  }
}
