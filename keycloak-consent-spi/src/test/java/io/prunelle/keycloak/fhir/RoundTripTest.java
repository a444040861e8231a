// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Paper;
import io.prunelle.keycloak.ledger.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one realm tells another one records. */
class RoundTripTest {
  private static final Addresses ADDRESSES = new Addresses(PaperForms.ISSUER);
  private static final Instant UNTIL = Instant.parse("2028-11-23T10:00:00Z");

  private final Findings findings = new Findings();

  @ParameterizedTest
  @EnumSource(
      value = Decision.class,
      names = {"PERMIT", "DENY", "WITHDRAW", "INFORMED", "OBJECT"})
  void aDecisionOnPaperComesBackAsTheSame(Decision decision) {
    Statement told = paper(decision, Channel.PAPER);

    List<PaperConsent> read = read(told, true);

    assertThat(findings.issues()).isEmpty();
    assertThat(read)
        .containsExactly(
            new PaperConsent(
                "Consent",
                Examples.PATIENT,
                Examples.HOSTING,
                decision,
                told.notice(),
                told.language(),
                told.paper(),
                decision.permits() ? UNTIL : null));
  }

  @ParameterizedTest
  @EnumSource(
      value = Decision.class,
      names = {"UPHOLD", "REJECT"})
  void aPracticesAnswerToAnObjectionIsNoPaperOfThePatients(Decision decision) {
    assertThat(read(paper(decision, Channel.PAGE), true)).isEmpty();
    assertThat(findings.issues()).extracting(i -> i.expression()).contains("Consent.category");
  }

  @Test
  void whatWasOvertakenDoesNotComeBack() {
    assertThat(read(paper(Decision.PERMIT, Channel.PAPER), false)).isEmpty();
    assertThat(findings.issues()).extracting(i -> i.expression()).containsExactly("Consent.status");
  }

  @Test
  void whatWasSaidOnAScreenIsNoPaper() {
    Statement screen = Examples.statement(Decision.PERMIT, 3, null);

    assertThat(read(screen, true)).isEmpty();
    assertThat(findings.issues())
        .extracting(i -> i.expression())
        .contains("Consent.sourceAttachment");
  }

  /** What is read here is what a validator takes for explicit basic consent. */
  @ParameterizedTest
  @ValueSource(strings = {"permit", "deny"})
  void theFormsOfTheseTestsHoldUnderThePcfProfile(String type) {
    ObjectNode form = PaperForms.basic("/provision/type", "'" + type + "'");

    assertThat(R4.errors(Json.write(form))).isEmpty();
  }

  /** And what a validator refuses under PCF is not read here. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/scope | null",
        "/dateTime | null",
        "/performer | null",
        "/organization | null",
        "/sourceReference | null",
        "/policy/0/authority | 'https://law.example'",
        "/policyRule | {'text':'opt-out'}",
        "/verification | [{'verified':true}]",
        "/provision/action | [{'text':'disclose'}]",
        "/provision/dataPeriod | {'start':'2022-01'}",
        "/provision/data | [{'meaning':'related','reference':{'reference':'Encounter/1'}}]",
        "/provision/provision | [{'type':'deny','dataPeriod':{'start':'2022'}}]",
        "/provision/securityLabel | [{'code':'N'}]",
        "/provision/class | [{'code':'Observation'}]",
        "/unheardOf | 'x'"
      })
  void whatBreaksTheProfileIsRefused(String pointer, String value) {
    ObjectNode form = PaperForms.basic(pointer, value);

    assertThat(R4.errors(Json.write(form))).isNotEmpty();
    assertThat(read(form)).isEmpty();
    assertThat(findings.count()).isEqualTo(1);
  }

  private List<PaperConsent> read(Statement statement, boolean inForce) {
    Told told =
        Told.of(
            new Chain(1041, "0".repeat(64)).next(statement, Examples.SALT),
            inForce,
            "Cabinet des Lilas",
            Optional.of("{\"purposes\":[\"Soins\"],\"host\":{\"name\":\"Nuage Santé\"}}"));
    return read(new ObjectMapper().valueToTree(new ConsentMapping(ADDRESSES).consent(told)));
  }

  private List<PaperConsent> read(JsonNode consent) {
    return new ConsentReader(
            ADDRESSES, new LilasRegister(), new ImportTerms(Examples.NOW, null, Set.of()), findings)
        .read(consent);
  }

  private static Statement paper(Decision decision, Channel channel) {
    Statement plain =
        Examples.statement(decision, 3, decision.permits() ? UNTIL.getEpochSecond() : null);
    return new Statement(
        plain.patient(),
        plain.hosting(),
        plain.notice(),
        decision,
        plain.decidedAt(),
        plain.until(),
        channel,
        new Author(Author.Role.PRACTITIONER, "0ff1ce"),
        plain.textDigest(),
        plain.language(),
        plain.authentication(),
        null,
        channel == Channel.PAPER ? new Paper(Examples.DIGEST, LocalDate.parse("2026-11-20")) : null,
        null);
  }
}
