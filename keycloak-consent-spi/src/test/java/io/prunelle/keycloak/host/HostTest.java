// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import static io.prunelle.keycloak.Examples.TODAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aSheetIsWrittenAsItWasRead() throws JsonProcessingException {
    JsonNode given = JSON.readTree(Examples.hostDocument()).get("sheet");

    assertThat(JSON.readTree(Json.write(Examples.host().sheet()))).isEqualTo(given);
  }

  @Test
  void aStoredSheetIsTheSameHostAgain() {
    Host host = Examples.host();

    assertThat(Host.stored(host.id(), host.name(), "cloud", Json.write(host.sheet())))
        .isEqualTo(host);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/kind                                    | 'moon'       | kind: must be one of on-premise, cloud",
        "/name                                    | ''           | name: must be a text",
        "/logo                                    | 'x'          | logo: is not a known member",
        "/sheet/legalEntity/country               | 'FRA'        | sheet.legalEntity.country: must not be longer than 2",
        "/sheet/legalEntity/country               | 'fr'         | sheet.legalEntity.country: fr is not an ISO 3166-1",
        "/sheet/sites                             | []           | sheet.sites: must name at least one",
        "/sheet/sites/1/country                   | 'ZZ'         | sheet.sites[1].country: ZZ is not an ISO",
        "/sheet/sites/0/city                      | 7            | sheet.sites[0].city: must be a text",
        "/sheet/certificate                       | null         | sheet.certificate: is required of a cloud host",
        "/sheet/certificate/scheme                | 'ISO'        | sheet.certificate.scheme: must be HDS",
        "/sheet/certificate/issued                | '2026-02-30' | sheet.certificate.issued: 2026-02-30 is not a date",
        "/sheet/certificate/expires               | '2025-06-01' | sheet.certificate.expires: must be after issued",
        "/sheet/certificate/expires               | '2028-06-02' | sheet.certificate.expires: must be at most three years",
        "/sheet/certificate/lastSurveillanceAudit | '2025-05-31' | sheet.certificate.lastSurveillanceAudit: must not be before",
        "/sheet/certificate/activities            | []           | sheet.certificate.activities: must name",
        "/sheet/certificate/activities            | [1,7]        | sheet.certificate.activities: must hold different",
        "/sheet/certificate/activities            | [2,2]        | sheet.certificate.activities: must hold different",
        "/sheet/certificate/copy                  | 'http://h/c' | sheet.certificate.copy: must be an https address",
        "/sheet/certificate/copy                  | 'javascript:alert(1)' | sheet.certificate.copy: must be an https",
        "/sheet/encryption/atRest                 | {}           | sheet.encryption.atRest: must be given in at least one",
        "/sheet/transfer/french                   | 'x'          | sheet.transfer.french: is not an ISO 639",
        "/sheet/subProcessors/0/certificate/number| null         | sheet.subProcessors[0].certificate.number: is required",
        "/sheet/remoteAccess/fromOutsideEea       | 'no'         | sheet.remoteAccess.fromOutsideEea: must be true or false",
        "/id                                      | 'other'      | id: must be that of the address",
        "/sheet/certificate/lastSurveillanceAudit | '2026-11-24' | sheet.certificate.lastSurveillanceAudit: must not be in the future",
        "/sheet/certificate/expires               | '2026-05-19' | sheet.certificate.lastSurveillanceAudit: must not be after expires",
        "/sheet/sites/0/country                   | 'US'         | sheet.sites[0].country: must be in the European Economic Area",
        "/sheet/sites/0/country                   | 'NC'         | sheet.sites[0].country: must be in the European Economic Area",
        "/sheet/subProcessors/0/sites/0/country   | 'CH'         | sheet.subProcessors[0].sites[0].country: must be in the European",
        "/sheet/subProcessors/0/legalEntity/country | 'DE'       | sheet.subProcessors[0].legalEntity.country: must be that of country",
        "/sheet/subProcessors/0/subProcessors/0/country | 'IN'   | sheet.subProcessors[0].subProcessors[0].remoteAccess: is required",
        "/sheet/subProcessors/0/subProcessors/0/rank | 1         | sheet.subProcessors[0].subProcessors[0].rank: is not a known member",
        "/sheet/remoteAccess/fromOutsideEea       | true         | sheet.remoteAccess.countries: is required where",
        "/sheet/remoteAccess/countries            | ['US']       | sheet.remoteAccess.fromOutsideEea: must be true where",
        "/sheet/remoteAccess/countries            | ['XX']       | sheet.remoteAccess.countries: XX is not an ISO 3166-1",
        "/sheet/remoteAccess/countries            | ['US','US']  | sheet.remoteAccess.countries: must name each country once",
        "/sheet/remoteAccess/transferBasis        | {'fr':'x'}   | sheet.remoteAccess.fromOutsideEea: must be true where",
        "/sheet/subProcessors/0/remoteAccess      | {'fromOutsideEea':true,'countries':['US'],'transferBasis':{'fr':'x'},'residualRisk':{'fr':'x'}} | sheet.remoteAccess.fromOutsideEea: must be true, since a sub-processor",
        "/sheet/subProcessors/0/remoteAccess      | {'fromOutsideEea':true,'countries':['US'],'residualRisk':{'fr':'x'}} | sheet.remoteAccess.fromOutsideEea: must be true, since",
        "/sheet/remoteAccess                      | {'fromOutsideEea':true,'countries':['US'],'residualRisk':{'fr':'x'}} | sheet.remoteAccess.transferBasis: is required where",
        "/sheet/remoteAccess                      | {'fromOutsideEea':true,'countries':['FR'],'transferBasis':{'fr':'x'},'residualRisk':{'fr':'x'}} | sheet.remoteAccess.countries: FR is in the European",
        "/sheet/dataProtectionOfficer/email       | 'dpo'        | sheet.dataProtectionOfficer.email: must be an e-mail",
      })
  void anInvalidSheetIsRefusedByTheNameOfItsMember(String pointer, String value, String error)
      throws JsonProcessingException {
    String document = with(pointer, value.replace('\'', '"'));

    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> Host.read("h", Json.object(document), TODAY))
        .withMessageStartingWith(error);
  }

  @Test
  void aHostWithinThePracticeNeedsNoCertificate() throws JsonProcessingException {
    ObjectNode document = (ObjectNode) JSON.readTree(with("/sheet/certificate", "null"));
    document.put("kind", "on-premise");

    assertThat(Host.read("h", Json.object(document.toString()), TODAY).sheet().certificate())
        .isNull();
  }

  @Test
  void aCertificateMayLastThreeYearsToTheDay() throws JsonProcessingException {
    Host host =
        Host.read("h", Json.object(with("/sheet/certificate/expires", "\"2028-06-01\"")), TODAY);

    assertThat(host.sheet().certificate()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a.b", "é"})
  void anIdIsALowerCaseDnsLabel(String id) {
    assertThat(Host.isId(id)).isFalse();
    assertThat(Host.isId("nuage-sante-2")).isTrue();
  }

  @Test
  void whatWasReadCanBePutBack() throws JsonProcessingException {
    ObjectNode document = (ObjectNode) JSON.readTree(Examples.hostDocument());
    document.put("id", "h");
    document.putObject("assessment").put("withinEea", false);

    assertThat(Host.read("h", Json.object(document.toString()), TODAY).sheet())
        .isEqualTo(Examples.host().sheet());
  }

  @Test
  void aHostWithinThePracticeMayStandWhereThePracticeDoes() throws JsonProcessingException {
    ObjectNode document = (ObjectNode) JSON.readTree(with("/sheet/sites/0/country", "\"NC\""));
    document.put("kind", "on-premise");

    assertThat(Host.read("h", Json.object(document.toString()), TODAY).kind())
        .isEqualTo(HostKind.ON_PREMISE);
  }

  @Test
  void aSheetOfThePreviousVersionIsStillRead() throws IOException {
    try (InputStream in = HostTest.class.getResourceAsStream("/0.1.0/sheet.json")) {
      String stored = new String(in.readAllBytes(), StandardCharsets.UTF_8);

      HostSheet sheet = Host.stored("h", "Nuage", "cloud", stored).sheet();

      assertThat(sheet.subProcessors().get(0).name()).isEqualTo("Archivage Atlantique SARL");
      assertThat(sheet.subProcessors().get(0).subProcessors()).isEmpty();
      assertThat(sheet.remoteAccess().countries()).isEmpty();
      ObjectNode again = JSON.createObjectNode().put("name", "Nuage").put("kind", "cloud");
      again.set("sheet", JSON.readTree(stored));
      assertThat(Host.read("h", Json.object(again.toString()), TODAY).sheet()).isEqualTo(sheet);
    }
  }

  @Test
  void aStoredSheetIsNotHeldToRulesThatCameLater() throws JsonProcessingException {
    JsonNode sheet = JSON.readTree(with("/sheet/sites/0/country", "\"US\"")).get("sheet");

    assertThat(Host.stored("h", "Nuage", "cloud", sheet.toString()).sheet().sites())
        .extracting(HostSheet.Site::country)
        .contains("US");
  }

  @Test
  void aChainOfSubProcessorsIsBounded() throws JsonProcessingException {
    assertThat(Host.read("h", Json.object(chain(5)), TODAY)).isNotNull();

    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> Host.read("h", Json.object(chain(6)), TODAY))
        .withMessageEndingWith("subProcessors: must not go deeper than 5 levels");
    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> Host.read("h", Json.object(chain(400)), TODAY));
  }

  @Test
  void soIsTheirNumber() throws JsonProcessingException {
    ArrayNode many = JSON.createArrayNode();
    for (int i = 0; i < 34; i++) {
      many.add(JSON.readTree(processor("[" + processor("[]") + "," + processor("[]") + "]")));
    }

    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(
            () -> Host.read("h", Json.object(with("/sheet/subProcessors", many.toString())), TODAY))
        .withMessage("sheet.subProcessors: must not be more than 100 in all");
  }

  private static String chain(int length) throws JsonProcessingException {
    String processors = "[]";
    for (int i = 0; i < length; i++) {
      processors = "[" + processor(processors) + "]";
    }
    return with("/sheet/subProcessors", processors);
  }

  private static String processor(String engaged) {
    return "{\"name\":\"P\",\"role\":{\"fr\":\"r\"},\"country\":\"FR\",\"subProcessors\":"
        + engaged
        + "}";
  }

  private static String with(String pointer, String value) throws JsonProcessingException {
    JsonNode document = JSON.readTree(Examples.hostDocument());
    int last = pointer.lastIndexOf('/');
    ObjectNode parent = (ObjectNode) document.at(pointer.substring(0, last));
    parent.set(pointer.substring(last + 1), JSON.readTree(value));
    return document.toString();
  }
}
