// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostingTest {

  @Test
  void aValidHostingIsRead() {
    Hosting hosting =
        read("{'purposes':['Soins'],'legalBasis':'EXPLICIT_CONSENT','validity':'P2Y'}");

    assertThat(hosting.until(Instant.parse("2024-02-29T12:00:00Z")))
        .isEqualTo(Instant.parse("2026-02-28T12:00:00Z").getEpochSecond());
    assertThat(
            read("{'purposes':['Soins'],'legalBasis':'EXPLICIT_CONSENT','validity':null}")
                .until(Examples.NOW))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'purposes':[],'legalBasis':'EXPLICIT_CONSENT'}             | purposes: must name",
        "{'purposes':[' '],'legalBasis':'EXPLICIT_CONSENT'}          | purposes: must hold texts",
        "{'legalBasis':'EXPLICIT_CONSENT'}                           | purposes: is required",
        "{'purposes':['x'],'legalBasis':'LEGITIMATE_INTEREST'}       | legalBasis: must be one of",
        "{'purposes':['x'],'legalBasis':'INFORM_AND_OBJECT'}         | legalBasis: INFORM_AND_OBJECT is not yet supported",
        "{'purposes':['x'],'legalBasis':'EXPLICIT_CONSENT','since':1}| since: is not a known member",
      })
  void anInvalidHostingIsRefusedByTheNameOfItsMember(String document, String error) {
    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> read(document))
        .withMessageStartingWith(error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"P0D", "P-2Y", "P2Y-1M", "PT5H", "P11Y", "P121M", "two years", "P99999999999Y"})
  void aValidityThatIsNoSensiblePeriodIsRefused(String validity) {
    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(
            () ->
                read(
                    "{'purposes':['x'],'legalBasis':'EXPLICIT_CONSENT','validity':'"
                        + validity
                        + "'}"))
        .withMessageStartingWith("validity: must be");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "@", "practice@", "@host", "practice", "a@b@c", "a@B", "a b@c", "a@-b"})
  void whatNamesNoHostingIsNotParsed(String id) {
    assertThat(HostingId.parse(id)).isEmpty();
  }

  @Test
  void anIdentityIsPracticeAtHost() {
    assertThat(HostingId.parse("cabinet-des-lilas@nuage-sante")).contains(Examples.HOSTING);
    assertThat(Examples.HOSTING).hasToString("cabinet-des-lilas@nuage-sante");
  }

  private static Hosting read(String document) {
    return Hosting.read(Examples.HOSTING, Json.object(document.replace('\'', '"')));
  }
}
