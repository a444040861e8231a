// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
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

  @Test
  void aPurposeReadsInTheReadersLanguageAndSaysWhichItIs() {
    Hosting hosting =
        read(
            "{'purposes':['Soins',{'fr':'Sauvegarde','en':'Backup'}],"
                + "'legalBasis':'EXPLICIT_CONSENT'}");

    Purpose plain = hosting.purposes().get(0);
    assertThat(plain.in(List.of("en"))).isEqualTo(new Purpose.Words("Soins", ""));
    assertThat(plain.in(List.of("en")).foreign("en")).isEmpty();
    Purpose both = hosting.purposes().get(1);
    assertThat(both.in(List.of("fr", "en")).text()).isEqualTo("Sauvegarde");
    assertThat(both.in(List.of("de", "fr")).foreign("de")).contains("fr");
    assertThat(both.in(List.of("de"))).isEqualTo(new Purpose.Words("Backup", "en"));
    assertThat(hosting.hasPurposes(Set.of("Soins", "Backup"))).isTrue();
    assertThat(hosting.hasPurposes(Set.of("Soins", "Backup", "Sauvegarde"))).isFalse();
  }

  /** What was decided on before purposes had languages is described by the same digest. */
  @Test
  void aPurposeInNoStatedLanguageIsWrittenAsItAlwaysWas() {
    assertThat(
            Json.write(read("{'purposes':['Soins'],'legalBasis':'EXPLICIT_CONSENT'}").purposes()))
        .isEqualTo("[\"Soins\"]");
    assertThat(Json.write(Purpose.kept(Json.stored("[\"Soins\",{\"fr\":\"Sauvegarde\"}]"))))
        .isEqualTo("[\"Soins\",{\"fr\":\"Sauvegarde\"}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'purposes':[],'legalBasis':'EXPLICIT_CONSENT'}             | purposes: must name",
        "{'purposes':[' '],'legalBasis':'EXPLICIT_CONSENT'}          | purposes: must hold texts",
        "{'purposes':['x',{}],'legalBasis':'EXPLICIT_CONSENT'}       | purposes[1]: must be given in at least one language",
        "{'purposes':[{'french':'x'}],'legalBasis':'EXPLICIT_CONSENT'}| purposes[0].french: is not an ISO 639",
        "{'purposes':[{'fr':' '}],'legalBasis':'EXPLICIT_CONSENT'}   | purposes[0].fr: must be a text",
        "{'purposes':[7],'legalBasis':'EXPLICIT_CONSENT'}            | purposes: must hold texts",
        "{'legalBasis':'EXPLICIT_CONSENT'}                           | purposes: is required",
        "{'purposes':['x'],'legalBasis':'LEGITIMATE_INTEREST'}       | legalBasis: must be one of",
        "{'purposes':['x'],'legalBasis':'EXPLICIT_CONSENT','status':'GONE'}| status: must be one of OPEN, CLOSED, ENDED",
        "{'purposes':['x'],'legalBasis':'EXPLICIT_CONSENT','renewBefore':'P30D'}| renewBefore: must be shorter than validity",
        "{'purposes':['x'],'legalBasis':'EXPLICIT_CONSENT','validity':'P1M','renewBefore':'P31D'}| renewBefore: must be shorter than validity",
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

  @Test
  void askingAgainBeginsSomeTimeBeforeTheEnd() {
    Hosting hosting =
        read(
            "{'purposes':['x'],'legalBasis':'INFORM_AND_OBJECT','validity':'P2Y',"
                + "'renewBefore':'P30D','status':'CLOSED'}");

    assertThat(hosting.renewedFrom(Instant.parse("2026-03-31T10:00:00Z").getEpochSecond()))
        .isEqualTo(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(hosting.status()).isEqualTo(HostingStatus.CLOSED);
    assertThat(hosting.legalBasis()).isEqualTo(LegalBasis.INFORM_AND_OBJECT);
  }

  /** A month may have 28 days: what is asked for all the time is asked for at every login. */
  @ParameterizedTest
  @CsvSource({
    "P1M, P30D, false",
    "P1M, P28D, false",
    "P1M, P27D, true",
    "P1Y, P365D, false",
    "P1Y, P364D, true",
    "P1Y, P12M, false",
    "P30D, P1M, false",
    "P32D, P1M, true",
    "P2M, P1M, true"
  })
  void askingAgainBeginsAfterThePermissionInWhateverMonthThatIsGiven(
      String validity, String renewBefore, boolean taken) {
    String document =
        "{'purposes':['x'],'legalBasis':'EXPLICIT_CONSENT','validity':'%s','renewBefore':'%s'}"
            .formatted(validity, renewBefore);

    if (taken) {
      assertThat(read(document).renewBefore()).isEqualTo(Period.parse(renewBefore));
    } else {
      assertThatExceptionOfType(InvalidMember.class)
          .isThrownBy(() -> read(document))
          .withMessage("renewBefore: must be shorter than validity");
    }
  }

  @Test
  void theLegalBasisStaysOnceANoticeIsPublishedAndWhatIsOverStaysOver() {
    Hosting consent = read("{'purposes':['x'],'legalBasis':'EXPLICIT_CONSENT'}");
    Hosting objection = read("{'purposes':['x'],'legalBasis':'INFORM_AND_OBJECT'}");
    Hosting ended = read("{'purposes':['x'],'legalBasis':'EXPLICIT_CONSENT','status':'ENDED'}");

    assertThat(objection.breaks(consent)).isEmpty();
    assertThat(objection.breaks(Examples.hosting(1))).hasValueSatisfying(isAbout("legalBasis"));
    assertThat(ended.breaks(consent)).isEmpty();
    assertThat(ended.breaks(ended)).isEmpty();
    assertThat(consent.breaks(ended)).hasValueSatisfying(isAbout("status"));
  }

  private static Consumer<String> isAbout(String member) {
    return rule -> assertThat(rule).startsWith(member + ": ");
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
