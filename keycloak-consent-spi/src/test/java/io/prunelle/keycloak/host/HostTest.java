// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
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
        "/sheet/dataProtectionOfficer/email       | 'dpo'        | sheet.dataProtectionOfficer.email: must be an e-mail",
      })
  void anInvalidSheetIsRefusedByTheNameOfItsMember(String pointer, String value, String error)
      throws JsonProcessingException {
    String document = with(pointer, value.replace('\'', '"'));

    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> Host.read("h", Json.object(document)))
        .withMessageStartingWith(error);
  }

  @Test
  void aHostWithinThePracticeNeedsNoCertificate() throws JsonProcessingException {
    ObjectNode document = (ObjectNode) JSON.readTree(with("/sheet/certificate", "null"));
    document.put("kind", "on-premise");

    assertThat(Host.read("h", Json.object(document.toString())).sheet().certificate()).isNull();
  }

  @Test
  void aCertificateMayLastThreeYearsToTheDay() throws JsonProcessingException {
    Host host = Host.read("h", Json.object(with("/sheet/certificate/expires", "\"2028-06-01\"")));

    assertThat(host.sheet().certificate()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a.b", "é"})
  void anIdIsALowerCaseDnsLabel(String id) {
    assertThat(Host.isId(id)).isFalse();
    assertThat(Host.isId("nuage-sante-2")).isTrue();
  }

  private static String with(String pointer, String value) throws JsonProcessingException {
    JsonNode document = JSON.readTree(Examples.hostDocument());
    int last = pointer.lastIndexOf('/');
    ObjectNode parent = (ObjectNode) document.at(pointer.substring(0, last));
    parent.set(pointer.substring(last + 1), JSON.readTree(value));
    return document.toString();
  }
}
