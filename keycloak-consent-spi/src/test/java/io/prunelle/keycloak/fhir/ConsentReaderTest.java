// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import static io.prunelle.keycloak.fhir.PaperForms.ISSUER;
import static io.prunelle.keycloak.fhir.PaperForms.basic;
import static io.prunelle.keycloak.fhir.PaperForms.bundle;
import static io.prunelle.keycloak.fhir.PaperForms.parse;
import static io.prunelle.keycloak.fhir.PaperForms.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.fhir.OperationOutcome.Issue;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Paper;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of Consents, and what is wrong with those that are not. */
class ConsentReaderTest {
  private static final String TREAT =
      "{'system':'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'TREAT'}";
  private static final String RESEARCH =
      "{'system':'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'HRESCH'}";

  private final LilasRegister register = new LilasRegister();
  private final Findings findings = new Findings();

  @Test
  void aBasicConsentIsAPermissionOnPaper() {
    assertThat(read(basic()))
        .containsExactly(
            new PaperConsent(
                "Consent",
                Examples.PATIENT,
                Examples.HOSTING,
                Decision.PERMIT,
                3,
                "fr",
                new Paper(Examples.DIGEST, LocalDate.parse("2026-11-20")),
                null));
    assertThat(findings.count()).isZero();
  }

  @Test
  void aBasicDissentIsARefusal() {
    assertThat(only(basic("/provision/type", "'deny'")).decision()).isEqualTo(Decision.DENY);
  }

  @ParameterizedTest
  @CsvSource({
    "'2027', 2027-12-31T23:59:59Z",
    "'2027-02', 2027-02-28T23:59:59Z",
    "'2028-02-29', 2028-02-29T23:59:59Z",
    "'2027-01-01T00:00:00+02:00', 2026-12-31T22:00:00Z",
    "'9999-12-31', 9999-12-31T23:59:59Z"
  })
  void theEndOfThePeriodIsWhenItRunsOut(String end, Instant latest) {
    assertThat(only(basic("/provision/period", "{'end':'" + end + "'}")).latest())
        .isEqualTo(latest);
  }

  @Test
  void aPatientIsFoundByTheRealmsIdentifierToo() {
    ObjectNode consent =
        basic("/patient", "{'identifier':{'system':'" + ISSUER + "','value':'u-1'}}");

    assertThat(only(consent).patient()).isEqualTo(Examples.PATIENT);
  }

  @Test
  void whatAChildSignedLapsesWhenTheyComeOfAge() {
    ObjectNode consent = basic("/patient", "{'reference':'Patient/pat-2'}");
    with(consent, "/performer", parse("[{'reference':'Patient/pat-2'}]"));

    assertThat(only(consent).latest()).isEqualTo(LilasRegister.MAJORITY);
  }

  @Test
  void whatAChildPermittedLapsesThenThoughItIsRecordedLaterAndARefusalStands() {
    ObjectNode consent = basic("/patient", "{'reference':'Patient/pat-2'}");
    with(consent, "/performer", parse("[{'reference':'Patient/pat-2'}]"));
    ImportTerms later = new ImportTerms(LilasRegister.MAJORITY.plusSeconds(1), null, Set.of());

    assertThat(read(consent, register, later))
        .extracting(PaperConsent::latest)
        .containsExactly(LilasRegister.MAJORITY);

    with(consent, "/provision/type", parse("'deny'"));
    List<PaperConsent> refused = read(consent, register, later);
    assertThat(refused).hasSize(1);
    assertThat(refused.get(0).latest()).isNull();
  }

  @Test
  void whatAGuardianSignedLapsesWhenTheChildComesOfAge() {
    ObjectNode consent = basic("/patient", "{'reference':'Patient/pat-2'}");
    with(
        consent,
        "/performer",
        parse(
            "[{'type':'RelatedPerson','identifier':{'system':'" + ISSUER + "','value':'u-mum'}}]"));
    with(consent, "/provision/period", parse("{'end':'2030'}"));

    assertThat(only(consent).latest()).isEqualTo(LilasRegister.MAJORITY);
  }

  @Test
  void thePaperMayComeWithTheConsent() {
    ObjectNode consent = basic("/sourceReference", "null");
    with(
        consent,
        "/sourceAttachment",
        // "abc", FIPS 180-4
        parse(
            "{'contentType':'application/pdf','language':'en-GB','data':'YWJj',"
                + "'hash':'qZk+NkcGgWq6PiVxeFDCbJzQ2J0='}"));
    with(consent, "/policy/0/extension", parse("null"));

    PaperConsent read = only(consent);
    assertThat(read.paper().digest())
        .isEqualTo("sha-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(read.language()).isEqualTo("en");
  }

  @Test
  void theLanguageIsNeverGuessed() {
    ObjectNode silent = basic("/policy/0/extension", "null");

    assertThat(read(silent)).isEmpty();
    assertThat(problems()).containsExactly("Consent.policy[0] invalid-member");
    assertThat(read(silent, new LilasRegister(), terms("en", Set.of())))
        .extracting(PaperConsent::language)
        .containsExactly("en");
    assertThat(
            read(silent, new LilasRegister(Examples.texts().subList(0, 1)), terms(null, Set.of())))
        .extracting(PaperConsent::language)
        .containsExactly("fr");
  }

  @Test
  void purposesAreTheHostingsInItsOwnWordsOrInCodesThatThePracticeSaysStandForThem() {
    assertThat(read(basic("/provision/purpose", "[{'display':'Soins'}]"))).hasSize(1);
    ObjectNode coded = basic("/provision/purpose", "[" + TREAT + "]");
    assertThat(read(coded, register, terms(null, Set.of("TREAT")))).hasSize(1);
    assertThat(findings.count()).isZero();

    assertThat(read(coded)).isEmpty();
    assertThat(read(coded, register, terms(null, Set.of("TREAT", "HPAYMT")))).isEmpty();
    assertThat(read(basic("/provision/purpose", "[" + TREAT + "," + RESEARCH + "]"))).isEmpty();
    assertThat(read(basic("/provision/purpose", "[{'display':'Soins'},{'display':'Recherche'}]")))
        .isEmpty();
    assertThat(problems()).containsOnly("Consent.provision.purpose narrower-consent").hasSize(4);
  }

  /** The intermediate and advanced samples of PCF, and what else FHIR allows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/provision/dataPeriod | {'start':'2022-01','end':'2022-12'} | provision.dataPeriod",
        "/provision/data | [{'meaning':'authoredby','reference':{'reference':'Practitioner/1'}}] |"
            + " provision.data",
        "/provision/data | [{'meaning':'related','reference':{'reference':'Encounter/1'}}] |"
            + " provision.data",
        "/provision/data | [{'meaning':'instance','reference':{'reference':'Observation/1'}}] |"
            + " provision.data",
        "/provision/provision | [{'type':'deny','dataPeriod':{'start':'2022'}}] |"
            + " provision.provision",
        "/provision/securityLabel | [{'code':'N'}] | provision.securityLabel",
        "/provision/action | [{'text':'disclose'}] | provision.action",
        "/provision/class | [{'code':'Observation'}] | provision.class",
        "/provision/code | [{'text':'weight'}] | provision.code",
        "/provision/extension | [{'url':'urn:x','valueCode':'y'}] | provision.extension",
        "/provision/modifierExtension | [{'url':'urn:x'}] | provision.modifierExtension",
        "/provision/actor | [{'role':{'coding':[{'system':"
            + "'http://terminology.hl7.org/CodeSystem/v3-ParticipationType','code':'IRCP'}]},"
            + "'reference':{'reference':'Practitioner/1'}}] | provision.actor[0]",
        "/provision/actor | [{'role':{'coding':[{'code':'IRCP'}]},'reference':{'identifier':"
            + "{'system':'https://sso.example.org/realms/sante/consent/hosts',"
            + "'value':'nuage-sante'}}}] | provision.actor[0]",
        "/policy/0/authority | 'https://law.example' | policy[0].authority",
        "/policyRule | {'text':'opt-out'} | policyRule",
        "/verification | [{'verified':true}] | verification",
        "/implicitRules | 'https://rules.example' | implicitRules",
        "/modifierExtension | [{'url':'urn:x','valueBoolean':true}] | modifierExtension[0]",
        "/modifierExtension | [{'url':'urn:prunelle:fhir:legal-basis','valueCode':"
            + "'EXPLICIT_CONSENT'}] | modifierExtension[0]"
      })
  void whatNarrowsAConsentIsNamedAndNeverLeftOut(String pointer, String value, String path) {
    assertThat(read(basic(pointer, value))).isEmpty();
    assertThat(problems()).containsExactly("Consent." + path + " narrower-consent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/status | null | status",
        "/status | 'draft' | status",
        "/status | 'proposed' | status",
        "/status | 'rejected' | status",
        "/status | 'inactive' | status",
        "/status | 'entered-in-error' | status",
        "/status | 'Active' | status",
        "/status | ['active'] | status",
        "/scope | {'coding':[{'system':'http://terminology.hl7.org/CodeSystem/consentscope',"
            + "'code':'research'}]} | scope",
        "/scope | {'text':'patient-privacy'} | scope",
        "/category | null | category",
        "/category | [{'coding':[{'system':"
            + "'http://terminology.hl7.org/CodeSystem/consentcategorycodes','code':'emrgonly'}]}] |"
            + " category[0]",
        "/category | [{'coding':[{'system':"
            + "'http://terminology.hl7.org/CodeSystem/consentcategorycodes','code':'npp'}]}] |"
            + " category[0]",
        "/category | [{'coding':[{'system':'urn:prunelle:fhir:decision','code':'DENY'}]}] |"
            + " category",
        "/dateTime | null | dateTime",
        "/dateTime | '2026-11' | dateTime",
        "/dateTime | '2026-02-30' | dateTime",
        "/dateTime | '2026-11-20T10:00:00' | dateTime",
        "/dateTime | '2026-11-24' | dateTime",
        "/dateTime | '2026-11-23T10:00:01Z' | dateTime",
        "/dateTime | 20261120 | dateTime",
        "/performer | null | performer",
        "/performer | [] | performer",
        "/organization | null | organization",
        "/organization | [{'reference':'Organization/1'}] | organization[0]",
        "/organization | [{'identifier':{'system':"
            + "'https://sso.example.org/realms/sante/consent/practices',"
            + "'value':'cabinet-des-tilleuls'}}] | organization[0]",
        "/sourceReference | null | source",
        "/sourceReference | {'reference':'DocumentReference/ink'} | sourceReference",
        "/sourceReference/identifier/value | 'ni:///sha-256;AAAA' | sourceReference",
        "/sourceReference/identifier/value |"
            + " 'ni:///sha-256;AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB' | sourceReference",
        "/sourceReference/identifier/value |"
            + " 'ni:///sha-512;AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' | sourceReference",
        "/sourceAttachment | {'data':'YWJj'} | sourceReference",
        "/policy | null | policy",
        "/policy/1 | {'uri':'https://law.example'} | policy[1]",
        "/policy/0/extension | [{'url':'urn:prunelle:fhir:notice-language','valueCode':'de'}] |"
            + " policy[0]",
        "/provision | null | provision",
        "/provision | {'period':{'end':'2030'}} | provision.type",
        "/provision/type | 'opt-in' | provision.type",
        "/provision/period | {'start':'2026-11-24'} | provision.period.start",
        "/provision/period | {'start':'2026-11-19'} | provision.period.start",
        "/provision/period | {'start':'yesterday'} | provision.period.start",
        "/provision/period | {'end':'2026-11-22'} | provision.period.end",
        "/provision/period | {'end':'2026-11-23T10:00:00Z'} | provision.period.end",
        "/provision/period | {'end':'2022-12-31'} | provision.period.end",
        "/provision/period | {'end':'0000'} | provision.period.end",
        "/provision/period | {'until':'2030'} | provision.period.until",
        "/provision/exception | [] | provision.exception",
        "/contained | [{'resourceType':'Patient'}] | contained",
        "/_status | {'extension':[{'url':'urn:x'}]} | _status",
        "/performer/0/extension | [{'url':'urn:x'}] | performer[0].extension"
      })
  void whatIsWrongIsNamed(String pointer, String value, String path) {
    assertThat(read(basic(pointer, value))).isEmpty();
    assertThat(problems()).containsExactly("Consent." + path + " invalid-member");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'reference':'Patient/pat-9'}",
        "{'reference':'https://elsewhere.example/fhir/Patient/pat-1'}",
        "{'reference':'#pat-1'}",
        "{'reference':'Patient/pat-1/_history/1'}",
        "{'reference':'Group/pat-1'}",
        "{'reference':'Patient/pat-1','type':'Group'}",
        "{'reference':'Patient/pat-2','identifier':{'system':"
            + "'https://sso.example.org/realms/sante','value':'u-1'}}",
        "{'identifier':{'system':'https://sso.example.org/realms/sante','value':'u-9'}}",
        "{'identifier':{'system':'urn:oid:1.2','value':'u-1'}}",
        "{'display':'Alice'}"
      })
  void whoIsNoPatientOfThePracticeIsUnknownInOneAndTheSameWay(String patient) {
    assertThat(read(basic("/patient", patient))).isEmpty();
    assertThat(problems()).containsExactly("Consent.patient not-found");
    assertThat(findings.issues())
        .extracting(Issue::diagnostics)
        .containsExactly(
            "names no patient of the practice, as Patient/{id} or by an identifier of " + ISSUER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'reference':'Patient/pat-2'}",
        "{'reference':'Practitioner/1'}",
        "{'type':'RelatedPerson','identifier':{'system':"
            + "'https://sso.example.org/realms/sante','value':'u-mum'}}",
        "{'type':'Practitioner','identifier':{'system':"
            + "'https://sso.example.org/realms/sante','value':'u-mum'}}"
      })
  void nobodyElseGivesAPatientsConsent(String performer) {
    assertThat(read(basic("/performer/1", performer))).isEmpty();
    assertThat(problems()).containsExactly("Consent.performer[1] not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://sso.example.org/realms/sante/consent/hostings/cabinet-des-tilleuls@nuage-sante/notices/3",
        "https://sso.example.org/realms/sante/consent/hostings/cabinet-des-lilas@ailleurs/notices/3",
        "https://sso.example.org/realms/sante/consent/hostings/cabinet-des-lilas@nuage-sante/notices/4",
        "https://sso.example.org/realms/sante/consent/hostings/cabinet-des-lilas@nuage-sante/notices/03",
        "https://sso.example.org/realms/sante/consent/hostings/cabinet-des-lilas@nuage-sante/notices/3/",
        "https://sso.example.org/realms/sante/consent/hostings/cabinet-des-lilas@nuage-sante",
        "https://sso.example.org/realms/sante",
        "https://sso.example.com/realms/sante/consent/hostings/cabinet-des-lilas@nuage-sante/notices/3",
        "http://example.org/policies/basePrivacyConsentPolicy.txt"
      })
  void onlyThePracticesOwnNoticesAreAgreedTo(String policy) {
    assertThat(read(basic("/policy/0/uri", "'" + policy + "'"))).isEmpty();
    assertThat(problems()).containsExactly("Consent.policy[0].uri unknown-hosting");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'data':'YWJj','hash':'AAAA'} | hash",
        "{'data':'YW*j'} | data",
        "{'data':['YWJj']} | data",
        "{'data':'YWJj','url':'ni:///sha-256;AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'} | url",
        "{'data':'YWJj','creator':'x'} | creator"
      })
  void anAttachmentContradictsItselfInNothing(String attachment, String element) {
    ObjectNode consent = basic("/sourceReference", "null");

    assertThat(read(with(consent, "/sourceAttachment", parse(attachment)))).isEmpty();
    assertThat(problems())
        .containsExactly("Consent.sourceAttachment." + element + " invalid-member");
  }

  @Test
  void allThatIsWrongIsNamedNotOnlyTheFirst() {
    ObjectNode consent = basic("/status", "'draft'");
    with(consent, "/patient", parse("{'reference':'Patient/pat-9'}"));
    with(consent, "/provision/period", parse("{'end':'2020'}"));
    with(consent, "/provision/dataPeriod", parse("{'end':'2020'}"));
    with(consent, "/unheardOf", parse("1"));

    assertThat(read(bundle("collection", basic(), consent))).hasSize(1);
    assertThat(problems())
        .containsExactlyInAnyOrder(
            "Bundle.entry[1].resource.status invalid-member",
            "Bundle.entry[1].resource.patient not-found",
            "Bundle.entry[1].resource.provision.period.end invalid-member",
            "Bundle.entry[1].resource.provision.dataPeriod narrower-consent",
            "Bundle.entry[1].resource.unheardOf invalid-member");
  }

  @Test
  void twoOnTheSameHostingAreNamedEvenIfOneIsWrongInOtherWaysToo() {
    read(bundle("batch", basic("/status", "'draft'"), basic("/provision/type", "'deny'")));

    assertThat(problems())
        .containsExactlyInAnyOrder(
            "Bundle.entry[0].resource.status invalid-member",
            "Bundle.entry[1].resource ambiguous-order");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/type | 'document' | type",
        "/type | null | type",
        "/entry | [] | entry",
        "/entry | null | entry",
        "/signature | {'data':'AAAA'} | signature",
        "/entry/0/resource | null | entry[0]",
        "/entry/0/resource | {'resourceType':'Patient','id':'pat-1'} | entry[0].resource",
        "/entry/0/request | {'method':'PUT','url':'Consent'} | entry[0].request.method",
        "/entry/0/request | {'method':'POST','url':'Consent/1'} | entry[0].request.url",
        "/entry/0/request | {'method':'POST','url':'Consent','ifNoneExist':'a=b'} |"
            + " entry[0].request.ifNoneExist",
        "/entry/1 | 'Consent' | entry[1]"
      })
  void aBundleHoldsNewConsentsAndNothingElse(String pointer, String value, String path) {
    read(with(bundle("transaction", basic()), pointer, parse(value)));

    assertThat(problems()).containsExactly("Bundle." + path + " invalid-member");
  }

  @Test
  void aBundleOfTooManyIsNotReadAtAll() {
    JsonNode[] many = IntStream.range(0, 10_000).mapToObj(i -> basic()).toArray(JsonNode[]::new);

    assertThat(read(bundle("collection", many))).isEmpty();
    assertThat(problems()).containsExactly("Bundle.entry body-too-long");
  }

  @Test
  void namesThatAreNoElementsAreNotRepeated() {
    ObjectNode consent = basic();
    consent.put("<script>", 1).put("a".repeat(10_000), 1);

    read(consent);
    assertThat(problems()).containsExactly("Consent invalid-member", "Consent invalid-member");
    assertThat(R4.errors(OperationOutcome.of(findings.issues()))).isEmpty();
  }

  @Test
  void noMoreProblemsAreListedThanAnybodyReads() {
    ObjectNode consent = basic();
    IntStream.range(0, 5_000).forEach(i -> consent.put("x" + i, 1));

    read(consent);
    assertThat(findings.count()).isEqualTo(5_000);
    assertThat(findings.issues()).hasSize(Findings.MOST + 1);
    assertThat(findings.issues().get(Findings.MOST).diagnostics())
        .isEqualTo("4000 more are not listed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'resourceType':'Patient'}", "{'resourceType':['Consent']}"})
  void whatIsNeitherConsentNorBundleIsRefused(String document) {
    assertThat(read(parse(document))).isEmpty();
    assertThat(problems()).containsExactly("resourceType invalid-member");
  }

  private PaperConsent only(JsonNode document) {
    List<PaperConsent> read = read(document);
    assertThat(problems()).isEmpty();
    assertThat(read).hasSize(1);
    return read.get(0);
  }

  private List<PaperConsent> read(JsonNode document) {
    return read(document, register, terms(null, Set.of()));
  }

  private List<PaperConsent> read(JsonNode document, PracticeRegister known, ImportTerms terms) {
    return new ConsentReader(new Addresses(ISSUER), known, terms, findings).read(document);
  }

  private static ImportTerms terms(@Nullable String language, Set<String> purposes) {
    return new ImportTerms(Examples.NOW, language, purposes);
  }

  private List<String> problems() {
    return findings.issues().stream()
        .map(issue -> issue.expression() + " " + issue.problem())
        .toList();
  }
}
