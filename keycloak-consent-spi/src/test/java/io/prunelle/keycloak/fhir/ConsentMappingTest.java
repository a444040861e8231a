// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Paper;
import io.prunelle.keycloak.ledger.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Consents as another implementation of FHIR reads them. */
class ConsentMappingTest {
  private static final String ISSUER = "https://sso.example.org/realms/sante";
  private static final Long UNTIL = Instant.parse("2028-11-23T10:00:00Z").getEpochSecond();
  private static final ConsentMapping MAPPING = new ConsentMapping(new Addresses(ISSUER));

  @ParameterizedTest
  @CsvSource({
    "PERMIT, permit, EXPLICIT_CONSENT, 59284-0",
    "DENY, deny, EXPLICIT_CONSENT, 59284-0",
    "WITHDRAW, deny, EXPLICIT_CONSENT, 59284-0",
    "INFORMED, permit, INFORM_AND_OBJECT, npp",
    "OBJECT, deny, INFORM_AND_OBJECT, npp",
    "UPHOLD, deny, INFORM_AND_OBJECT, npp",
    "REJECT, permit, INFORM_AND_OBJECT, npp"
  })
  void eachDecisionSaysWhatItIs(
      Decision decision, String provision, String basis, String category) {
    Consent consent = read(told(decision, true));

    assertThat(consent.getProvision().getType().toCode()).isEqualTo(provision);
    assertThat(codes(consent)).containsExactly(category, basis, decision.name());
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void whatDoesNotPermitIsNeverToldAsPermitted(Decision decision) {
    for (boolean inForce : new boolean[] {true, false}) {
      Consent consent = read(told(decision, inForce));

      assertThat(consent.getProvision().getType() == ConsentProvisionType.PERMIT)
          .isEqualTo(decision.permits());
      assertThat(consent.getStatus() == ConsentState.ACTIVE).isEqualTo(inForce);
    }
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void nobodyCanTakeAnObjectionOrItsAbsenceForAConsent(Decision decision) {
    boolean consented =
        List.of(Decision.PERMIT, Decision.DENY, Decision.WITHDRAW).contains(decision);
    Consent consent = read(told(decision, true));

    assertThat(consent.getModifierExtension().isEmpty()).isEqualTo(consented);
    assertThat(consent.getMeta().hasProfile(Meaning.PROFILE)).isEqualTo(consented);
    assertThat(codes(consent).contains("59284-0")).isEqualTo(consented);
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void theSpecificationsOwnDefinitionsHold(Decision decision) {
    for (Told told : List.of(told(decision, true), told(paper(decision), false))) {
      assertThat(R4.errors(MAPPING.consent(told))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void whatPcfRequiresIsThereAndWhatItForbidsIsNot(Decision decision) {
    Consent consent = read(told(decision, true));

    assertThat(consent.getScope().getCodingFirstRep().getCode()).isEqualTo("patient-privacy");
    assertThat(consent.hasStatus() && consent.hasCategory() && consent.hasDateTime()).isTrue();
    assertThat(consent.getPerformer()).hasSize(1);
    assertThat(consent.getOrganization()).hasSize(1);
    assertThat(consent.getIdentifier()).hasSize(1);
    assertThat(consent.hasSource()).isTrue();
    assertThat(consent.getPolicy()).hasSize(1);
    assertThat(consent.getPolicyFirstRep().hasAuthority() || consent.hasPolicyRule()).isFalse();
    assertThat(consent.hasVerification()).isFalse();
    var provision = consent.getProvision();
    assertThat(
            provision.hasProvision()
                || provision.hasAction()
                || provision.hasClass_()
                || provision.hasCode()
                || provision.hasSecurityLabel()
                || provision.hasData()
                || provision.hasDataPeriod())
        .isFalse();
    assertThat(provision.getActor())
        .allMatch(actor -> actor.getRole().getCodingFirstRep().getCode().equals("IRCP"));
  }

  @Test
  void theConsentNamesTheNoticeTheHostThePracticeAndTheEntry() {
    Told told = told(Decision.PERMIT, true);
    Consent consent = read(told);

    assertThat(consent.getIdElement().getIdPart()).isEqualTo("1042");
    assertThat(MAPPING.address(told)).isEqualTo(ISSUER + "/consent/fhir/Consent/1042");
    assertThat(consent.getIdentifierFirstRep().getValue()).isEqualTo(told.entry().hash());
    assertThat(consent.getPatient().getReference()).isEqualTo("Patient/pat-1");
    assertThat(consent.getPolicyFirstRep().getUri())
        .isEqualTo(ISSUER + "/consent/hostings/cabinet-des-lilas@nuage-sante/notices/3");
    assertThat(consent.getOrganizationFirstRep().getIdentifier().getValue())
        .isEqualTo("cabinet-des-lilas");
    assertThat(consent.getOrganizationFirstRep().getDisplay()).isEqualTo("Cabinet des Lilas");
    Reference host = consent.getProvision().getActorFirstRep().getReference();
    assertThat(host.getIdentifier().getValue()).isEqualTo("nuage-sante");
    assertThat(host.getDisplay()).isEqualTo("Nuage Santé");
    assertThat(consent.getProvision().getPurposeFirstRep().getDisplay()).isEqualTo("Soins");
    assertThat(consent.getProvision().getPurposeFirstRep().hasCode()).isFalse();
    assertThat(consent.getSourceAttachment().getUrl())
        .isEqualTo(ISSUER + "/consent/me/decisions/1042/receipt");
    assertThat(consent.getProvision().getPeriod().getEnd()).isEqualTo(Instant.ofEpochSecond(UNTIL));
  }

  @Test
  void whatWasNotKeptIsLeftOutInsteadOfToldAsItIsToday() {
    Told told =
        Told.of(entry(statement(Decision.PERMIT)), true, "Cabinet des Lilas", Optional.empty());
    Consent consent = read(told);

    assertThat(consent.getProvision().hasPurpose()).isFalse();
    assertThat(consent.getProvision().getActorFirstRep().getReference().hasDisplay()).isFalse();
    assertThat(R4.errors(MAPPING.consent(told))).isEmpty();
  }

  @Test
  void aPaperIsNamedByItsDigestAndDatedByItsSignature() {
    Consent consent = read(told(paper(Decision.PERMIT), true));

    assertThat(consent.getDateTimeElement().getValueAsString()).isEqualTo("2026-11-20");
    assertThat(consent.getSourceReference().getType()).isEqualTo("DocumentReference");
    String name = consent.getSourceReference().getIdentifier().getValue();
    // RFC 6920 3: base64url of 32 zero bytes
    assertThat(name).isEqualTo("ni:///sha-256;" + "A".repeat(43));
    assertThat(consent.getPerformerFirstRep().getReference()).isEqualTo("Patient/pat-1");
  }

  @Test
  void whoDecidedForThePatientIsNotToldAsThePatient() {
    Consent guardian =
        read(told(by(Decision.PERMIT, Author.Role.GUARDIAN, Channel.PAGE, null), true));
    Consent answer =
        read(told(by(Decision.UPHOLD, Author.Role.PRACTITIONER, Channel.PAGE, null), true));

    assertThat(guardian.getPerformerFirstRep().getType()).isEqualTo("RelatedPerson");
    assertThat(guardian.getPerformerFirstRep().getIdentifier().getValue()).isEqualTo("5b1c");
    assertThat(answer.getPerformerFirstRep().getType()).isEqualTo("Practitioner");
  }

  @Test
  void aSearchsetHoldsThePageAndLeadsToTheNext() {
    Map<String, Object> page =
        new Searchset(MAPPING)
            .of(List.of(told(Decision.PERMIT, true)), ISSUER + "/self", ISSUER + "/next");
    Map<String, Object> empty = new Searchset(MAPPING).of(List.of(), ISSUER + "/self", null);

    Bundle bundle = R4.read(Bundle.class, page);
    assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.SEARCHSET);
    assertThat(bundle.getLink("next").getUrl()).isEqualTo(ISSUER + "/next");
    assertThat(bundle.getEntryFirstRep().getFullUrl())
        .isEqualTo(ISSUER + "/consent/fhir/Consent/1042");
    assertThat(R4.errors(page)).isEmpty();
    assertThat(R4.errors(empty)).isEmpty();
    assertThat(R4.read(Bundle.class, empty).getLink("next")).isNull();
  }

  @Test
  void anOperationOutcomeIsOne() {
    assertThat(
            R4.errors(
                OperationOutcome.of(
                    List.of(
                        new OperationOutcome.Issue(
                            OperationOutcome.Severity.ERROR,
                            "not-found",
                            "not-found",
                            "no such Consent",
                            "Consent.id")))))
        .isEmpty();
  }

  private static List<String> codes(Consent consent) {
    return consent.getCategory().stream()
        .map(CodeableConcept::getCodingFirstRep)
        .map(coding -> coding.getCode())
        .toList();
  }

  private static Consent read(Told told) {
    return R4.read(Consent.class, MAPPING.consent(told));
  }

  private static Told told(Decision decision, boolean inForce) {
    return told(statement(decision), inForce);
  }

  private static Told told(Statement statement, boolean inForce) {
    return Told.of(
        entry(statement),
        inForce,
        "Cabinet des Lilas",
        Optional.of("{\"purposes\":[\"Soins\"],\"host\":{\"name\":\"Nuage Santé\"}}"));
  }

  private static Entry entry(Statement statement) {
    return new Chain(1041, "0".repeat(64)).next(statement, Examples.SALT);
  }

  private static Statement statement(Decision decision) {
    return Examples.statement(decision, 3, decision.permits() ? UNTIL : null);
  }

  private static Statement paper(Decision decision) {
    return by(
        decision,
        Author.Role.PRACTITIONER,
        Channel.PAPER,
        new Paper(Examples.DIGEST, LocalDate.parse("2026-11-20")));
  }

  private static Statement by(
      Decision decision, Author.Role role, Channel channel, @Nullable Paper paper) {
    Statement plain = statement(decision);
    return new Statement(
        plain.patient(),
        plain.hosting(),
        plain.notice(),
        decision,
        plain.decidedAt(),
        plain.until(),
        channel,
        new Author(role, "5b1c"),
        plain.textDigest(),
        plain.language(),
        plain.authentication(),
        null,
        paper,
        null);
  }
}
