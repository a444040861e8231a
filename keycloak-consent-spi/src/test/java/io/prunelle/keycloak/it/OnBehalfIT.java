// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.SAULES;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.keycloak.Examples;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guardians who decide for others, and decisions made on paper. */
@ExtendWith(KeycloakExtension.class)
class OnBehalfIT {
  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  private final TestRealm realm;

  OnBehalfIT(TestRealm realm) {
    this.realm = realm;
  }

  @Test
  void aGuardianChoosesForWhomAndTheDecisionLastsUntilTheMinorComesOfAge() {
    LocalDate birth = today.minusYears(10);
    family(birth);
    HttpBrowser browser = new HttpBrowser(realm).signIn("parent");

    assertThat(browser.html())
        .contains("Pour qui souhaitez-vous répondre", "Pour moi-même", "Zoé Petit", "Paul Vieux")
        .doesNotContain("hostingConsent");
    browser.submit(Map.of("whom", "pat-zoe"));
    assertThat(browser.html()).contains("Concerne le dossier de santé de", "Zoé Petit");
    browser.answer("PERMIT");
    assertThat(browser.html()).contains("Pour qui", "Paul Vieux").doesNotContain("Zoé Petit");
    browser.submit(Map.of("whom", "pat-paul")).answer("DENY");
    assertThat(browser.answer("PERMIT").isBack()).isTrue();

    JsonNode entries = realm.ledger().path("entries");
    assertThat(entries.at("/0/patient").asText()).isEqualTo("pat-zoe");
    assertThat(entries.at("/0/by/role").asText()).isEqualTo("GUARDIAN");
    // two years by the hosting's terms, not the eight until the minor comes of age
    assertThat(entries.at("/0/until").asLong()).isLessThan(majority(birth));
    assertThat(entries.at("/1/patient").asText()).isEqualTo("pat-paul");
    assertThat(entries.at("/1/until").isNull()).isTrue();
    assertThat(entries.at("/2/patient").asText()).isEqualTo("pat-parent");
    assertThat(entries.at("/2/by/role").asText()).isEqualTo("PATIENT");
    assertThat(browser.signIn("parent").isBack()).isTrue();
  }

  @Test
  void whatAGuardianDecidedRunsOutWhenTheMinorComesOfAgeAndThePatientIsAsked() {
    LocalDate birth = today.minusYears(18).plusDays(1);
    family(birth);
    HttpBrowser guardian = new HttpBrowser(realm).signIn("parent");
    guardian.submit(Map.of("whom", "pat-zoe")).answer("DENY");

    assertThat(realm.ledger().at("/entries/0/until").asLong()).isEqualTo(majority(birth));
    assertThat(new HttpBrowser(realm).signIn("zoe").isBack()).isTrue();

    // the day has come
    realm.attribute("zoe", "birthdate", today.minusYears(18).toString());
    assertThat(new HttpBrowser(realm).signIn("parent").html()).doesNotContain("Zoé Petit");
  }

  @Test
  void whatCannotBeProlongedBeyondMajorityIsNotAskedForAtEverySignIn() {
    family(today.minusYears(18).plusDays(30));
    realm
        .hosting(
            TestRealm.HOSTING,
            "{'purposes':['Soins'],'legalBasis':'EXPLICIT_CONSENT','validity':'P2Y',"
                + "'renewBefore':'P60D'}")
        .ok();
    realm.decide(realm.token("parent"), "PERMIT", 1).ok();
    decide(realm.token("parent"), "pat-paul", "DENY").ok();
    decide(realm.token("parent"), "pat-zoe", "PERMIT").ok();

    assertThat(new HttpBrowser(realm).signIn("parent").isBack()).isTrue();
    assertThat(new HttpBrowser(realm).signIn("zoe").isBack()).isTrue();
    JsonNode zoe = me(realm.token("parent"), "?patient=pat-zoe").ok().json().at("/hostings/0");
    assertThat(zoe.path("state").asText()).isEqualTo("PERMIT");
    assertThat(zoe.path("ask").asBoolean(true)).isFalse();
    assertThat(zoe.path("renewable").asBoolean(true)).isFalse();
    JsonNode parent = me(realm.token("parent"), "").ok().json().at("/hostings/0");
    assertThat(parent.path("renewable").isBoolean()).isTrue();
  }

  @Test
  void aChildRefusesAndAGuardianAlonePermits() {
    family(today.minusYears(8));
    realm.decide(realm.token("parent"), "PERMIT", 1).ok();
    decide(realm.token("parent"), "pat-zoe", "PERMIT").ok();
    String zoe = realm.token("zoe");

    // Given a child: nothing holds up the sign-in, and nothing can be permitted
    assertThat(decide(zoe, "pat-zoe", "DENY").ok().json().path("until").isNull()).isFalse();
    assertThat(realm.decide(zoe, "PERMIT", 1).problem()).isEqualTo("too-young");
    JsonNode me = me(zoe, "").ok().json().at("/hostings/0");
    assertThat(me.path("mayPermit").asBoolean(true)).isFalse();
    assertThat(me.path("ask").asBoolean(true)).isFalse();
    realm.publish(TestRealm.HOSTING, "Autrement.");
    HttpBrowser browser = new HttpBrowser(realm).signIn("zoe");
    assertThat(browser.isBack()).isTrue();

    // When the child asks for the page, it offers a refusal alone, and takes no other answer
    browser.signIn("zoe", "kc_action", "hosting-consent");
    assertThat(browser.html()).contains("Avant 15 ans", "value=\"DENY\"");
    assertThat(browser.html())
        .doesNotContain(
            "value=\"PERMIT\"", "hostingConsentOnly", "changer d’avis", "Si vous acceptez");
    long before = realm.ledger().path("ledger").asLong();
    browser.answer("PERMIT");
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(before);
    assertThat(realm.admin("GET", "/events?type=UPDATE_CONSENT_ERROR", null).json())
        .extracting(event -> event.path("error").asText())
        .containsExactlyInAnyOrder("too_young", "too_young");
  }

  @Test
  void whatAMinorDecidesRunsOutWhenTheyComeOfAgeToo() {
    LocalDate birth = today.minusYears(17);
    family(birth);

    JsonNode entry = realm.decide(realm.token("zoe"), "PERMIT", 1).ok().json();

    assertThat(entry.path("until").asLong()).isEqualTo(majority(birth));
    assertThat(entry.at("/by/role").asText()).isEqualTo("PATIENT");
  }

  @Test
  void whoseAgeIsTheirOwnToSayRefusesAndPermitsNothing() {
    // Given a child, a permission of a guardian, and a realm where users edit their birth date
    family(LocalDate.of(2014, 5, 1));
    decide(realm.token("parent"), "pat-zoe", "PERMIT").ok();
    realm.decide(realm.token("parent"), "PERMIT", 1).ok();
    realm.openAttribute("birthdate");
    realm.publish(TestRealm.HOSTING, "Autrement.");
    String token = realm.grant("plain", "zoe").ok().json().path("access_token").asText();
    ObjectNode account = (ObjectNode) realm.call("GET", "/account/", token, null).ok().json();
    account.withObject("/attributes").putArray("birthdate").add("1990-05-01");
    assertThat(realm.call("POST", "/account/", token, account.toString()).status()).isEqualTo(204);
    long before = realm.ledger().path("ledger").asLong();

    // When she permits as the adult that she says to be, it is refused, and so is everybody
    for (String user : new String[] {"zoe", "parent"}) {
      assertThat(realm.decide(realm.token(user), "PERMIT", 2).problem())
          .as(user)
          .isEqualTo("age-not-assured");
      JsonNode me = me(realm.token(user), "").ok().json().at("/hostings/0");
      assertThat(me.path("mayPermit").asBoolean(true)).isFalse();
      assertThat(me.path("bar").asText()).isEqualTo("age-not-assured");
      assertThat(me.path("ask").asBoolean(true)).isFalse();
      assertThat(new HttpBrowser(realm).signIn(user).isBack()).isTrue();
    }
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(before);
    // And the page says so, and offers to take back what a guardian permitted
    HttpBrowser browser =
        new HttpBrowser(realm).signIn("zoe", "kc_action", "hosting-consent", "ui_locales", "en");
    assertThat(browser.html())
        .contains("Nobody vouches for your age here", "value=\"DENY\"")
        .doesNotContain("value=\"PERMIT\"", "Below the age of 15", "hostingConsentOnly");
    assertThat(realm.decide(realm.token("zoe"), "WITHDRAW", null).status()).isEqualTo(201);
    // And setup says what is wrong
    JsonNode report = realm.consent("POST", "/setup", "{}").ok().json();
    assertThat(report.path("wrong"))
        .extracting(JsonNode::asText)
        .contains(
            "user attribute birthdate: users can edit it, so that nobody is treated as a guardian,"
                + " and no patient can permit anything, for anybody might be a child");
  }

  @Test
  void nobodyIsOfAgeByCallingThemselvesAProtectedAdult() {
    // Given a child, and a realm where users say themselves whether they are under protection
    family(today.minusYears(8));
    realm.openAttribute("protected_adult");
    realm.attribute("zoe", "protected_adult", "true");

    assertThat(realm.decide(realm.token("zoe"), "PERMIT", 1).problem()).isEqualTo("too-young");
    assertThat(realm.decide(realm.token("parent"), "PERMIT", 1).status()).isEqualTo(201);
  }

  @Test
  void aGuardianIsToldWhenWhatTheyAcceptEnds() {
    family(today.minusYears(17).minusMonths(6));
    HttpBrowser browser =
        new HttpBrowser(realm)
            .signIn("parent", "ui_locales", "en")
            .submit(Map.of("whom", "pat-zoe"));

    String majority =
        DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK)
            .format(today.minusYears(17).minusMonths(6).plusYears(18));
    assertThat(browser.html()).contains("your consent lasts until " + majority);
  }

  @Test
  void theAnswerToAnObjectionIsToldToWhoeverObjected() {
    realm.informing();
    realm.protectedAttributes("guardian_of", "birthdate", "protected_adult");
    realm.user("tutor", "'guardian_of':['pat-paul']");
    realm.user("paul", "'patient_id':['pat-paul'],'protected_adult':['true']", SAULES);
    realm.role(realm.user("officer", "", SAULES), "consent-officer");
    HttpBrowser paul = new HttpBrowser(realm).signIn("paul");
    paul.submit(Map.of("decision", "OBJECT", "reason", "Mon frère y travaille."));
    realm
        .call(
            "POST",
            "/consent/practices/" + SAULES + "/objections/1/answer",
            realm.token("officer"),
            json("{'decision':'REJECT','reason':'Aucun lien.'}"))
        .ok();

    // When the guardian signs in first
    HttpBrowser tutor = new HttpBrowser(realm).signIn("tutor");
    assertThat(tutor.isBack()).isTrue();

    // Then the patient is told all the same, once
    assertThat(paul.signIn("paul").html()).contains("Aucun lien.");
    assertThat(paul.answer("TOLD").isBack()).isTrue();
    assertThat(paul.signIn("paul").isBack()).isTrue();
  }

  @Test
  void anAnswerIsShownByTheNextSignInOfWhoeverObjectedAlone() {
    // Given a guardian's objection that the practice answered
    realm.informing();
    realm.protectedAttributes("guardian_of", "birthdate", "protected_adult");
    realm.user("tutor", "'guardian_of':['pat-paul']");
    realm.user("paul", "'patient_id':['pat-paul'],'protected_adult':['true']", SAULES);
    realm.role(realm.user("officer", "", SAULES), "consent-officer");
    HttpBrowser tutor = new HttpBrowser(realm).signIn("tutor");
    assertThat(
            tutor.submit(Map.of("decision", "OBJECT", "reason", "Mon frère y travaille.")).isBack())
        .isTrue();
    realm
        .call(
            "POST",
            "/consent/practices/" + SAULES + "/objections/1/answer",
            realm.token("officer"),
            json("{'decision':'REJECT','reason':'Aucun lien.'}"))
        .ok();

    // When the ward asks, it is said that the guardian objected, and that nothing is to be shown
    JsonNode ward = me(realm.token("paul"), "").ok().json().at("/hostings/0");
    assertThat(ward.path("state").asText()).isEqualTo("REJECT");
    assertThat(ward.path("ask").asBoolean(true)).isFalse();
    assertThat(ward.at("/objection/by").asText()).isEqualTo("GUARDIAN");
    HttpBrowser paul = new HttpBrowser(realm).signIn("paul");
    assertThat(paul.isBack()).isTrue();
    // And on demand not that it was the ward
    assertThat(paul.signIn("paul", "kc_action", "hosting-consent").html())
        .contains("Le cabinet a répondu le ", "L’opposition du ", "Aucun lien.")
        .doesNotContain("Vous avez fait opposition", "Votre opposition");

    // And the guardian is told, once
    String token = realm.token("tutor");
    assertThat(asks(token)).isTrue();
    assertThat(tutor.signIn("tutor").html()).contains("Aucun lien.");
    assertThat(tutor.answer("TOLD").isBack()).isTrue();
    assertThat(asks(token)).isFalse();
  }

  private boolean asks(String guardian) {
    return me(guardian, "?patient=pat-paul").ok().json().at("/hostings/0/ask").asBoolean();
  }

  @Test
  void whatWasPermittedUnderAnIdThatNobodyHasAnyMoreIsTakenBackOnPaper() {
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();
    realm.attribute("alice", "patient_id", "pat-merged");
    String officer = officer(LILAS);

    assertThat(paper(LILAS, officer, "alice", "PERMIT", today).status()).isEqualTo(404);
    assertThat(paper(LILAS, officer, "stranger", "DENY", today).problem())
        .isEqualTo("unknown-hosting");
    assertThat(paper(LILAS, officer, "alice", "WITHDRAW", today).status()).isEqualTo(201);
    assertThat(realm.ledger().at("/entries/1/patient").asText()).isEqualTo("pat-alice");
  }

  @Test
  void thePatientSeesThatAGuardianDecidedAndMayDecideOtherwise() {
    family(today.minusYears(16));
    new HttpBrowser(realm).signIn("parent").submit(Map.of("whom", "pat-zoe")).answer("PERMIT");
    HttpBrowser zoe = new HttpBrowser(realm).signIn("zoe", "kc_action", "hosting-consent");

    assertThat(zoe.html())
        .contains("Accord donné le ", "C’est un représentant légal qui a décidé.")
        .doesNotContain("Vous avez accepté", "sont les siens");
    zoe.answer("WITHDRAW");

    JsonNode history =
        realm.call("GET", "/consent/me/decisions", realm.token("zoe"), null).ok().json();
    assertThat(history.at("/decisions/0/by/role").asText()).isEqualTo("PATIENT");
    assertThat(history.at("/decisions/1/by/role").asText()).isEqualTo("GUARDIAN");
  }

  @Test
  void aGuardianIsNotToldToHaveSaidWhatTheWardSaid() {
    family(today.minusYears(16));
    decide(realm.token("parent"), "pat-zoe", "PERMIT").ok();
    decide(realm.token("zoe"), "pat-zoe", "DENY").ok();
    realm.publish(TestRealm.HOSTING, "Autrement.");

    HttpBrowser parent = new HttpBrowser(realm).signIn("parent").submit(Map.of("whom", "pat-zoe"));

    assertThat(parent.html())
        .contains("Zoé Petit", "«\u00a0votre dossier\u00a0»", "sont les siens", "Refus exprimé le ")
        .doesNotContain("Vous avez refusé", "représentant légal qui a décidé");
  }

  @Test
  void aGuardianDecidesForNobodyElse() {
    family(today.minusYears(10));
    realm.patient("stranger", LILAS);
    // an adult who is not under protection has no guardian, whatever the attribute says
    realm.attribute("parent", "guardian_of", "pat-stranger");
    HttpBrowser browser = new HttpBrowser(realm).signIn("parent");

    assertThat(browser.html()).doesNotContain("Pour qui");
    browser.submit(Map.of("patient", "pat-stranger", "decision", "PERMIT"));
    browser.submit(Map.of("whom", "pat-stranger"));
    browser.submit(Map.of("patient", "pat-zoe", "decision", "PERMIT"));

    assertThat(realm.ledger().path("ledger").asLong()).isZero();
  }

  @Test
  void nobodyIsAGuardianWhereUsersCouldMakeThemselvesOne() {
    family(today.minusYears(10));
    realm.openAttribute("guardian_of");

    assertThat(new HttpBrowser(realm).signIn("parent").html()).doesNotContain("Pour qui");
  }

  @Test
  void aGuardiansApplicationReadsAndDecidesForTheWard() {
    LocalDate birth = today.minusYears(10);
    family(birth);
    String parent = realm.token("parent");

    JsonNode me = me(parent, "").ok().json();
    assertThat(me.path("patient").asText()).isEqualTo("pat-parent");
    assertThat(me.path("wards").toString())
        .isEqualTo(
            json("[{'id':'pat-paul','name':'Paul Vieux'},{'id':'pat-zoe','name':'Zoé Petit'}]"));
    JsonNode zoe = me(parent, "?patient=pat-zoe").ok().json();
    assertThat(zoe.path("patient").asText()).isEqualTo("pat-zoe");
    assertThat(zoe.at("/hostings/0/state").asText()).isEqualTo("UNDECIDED");

    Answer decided = decide(parent, "pat-zoe", "DENY");

    assertThat(decided.status()).isEqualTo(201);
    assertThat(decided.header("Location")).endsWith("/me/decisions/1?patient=pat-zoe");
    JsonNode entry = realm.ledger().at("/entries/0");
    assertThat(entry.path("patient").asText()).isEqualTo("pat-zoe");
    assertThat(entry.at("/by/role").asText()).isEqualTo("GUARDIAN");
    assertThat(entry.path("channel").asText()).isEqualTo("PAGE");
    assertThat(entry.path("until").asLong()).isEqualTo(majority(birth));
    JsonNode history = decisions(parent, "?patient=pat-zoe").ok().json();
    assertThat(history.path("decisions")).hasSize(1).first().isEqualTo(entry);
    assertThat(decisions(parent, "/1?patient=pat-zoe").ok().json()).isEqualTo(entry);
    assertThat(decisions(parent, "/1/receipt?patient=pat-zoe").ok().body().split("\\.")).hasSize(3);
    // what was decided for another is not the guardian's own
    assertThat(decisions(parent, "").ok().json().path("decisions")).isEmpty();
    assertThat(decisions(parent, "/1").status()).isEqualTo(404);
    assertThat(decisions(parent, "/1/receipt?patient=pat-paul").status()).isEqualTo(404);
  }

  @Test
  void aGuardianWhoIsNoPatientLearnsForWhomToAsk() {
    family(today.minusYears(10));
    realm.user("tutor", "'guardian_of':['pat-paul']");
    String tutor = realm.token("tutor");

    JsonNode me = me(tutor, "").ok().json();

    assertThat(me.path("patient").isNull()).isTrue();
    assertThat(me.path("hostings")).isEmpty();
    assertThat(me.path("wards").toString())
        .isEqualTo(json("[{'id':'pat-paul','name':'Paul Vieux'}]"));
    assertThat(decide(tutor, "pat-paul", "PERMIT").status()).isEqualTo(201);
    assertThat(decisions(tutor, "").status()).isEqualTo(403);
    assertThat(realm.decide(tutor, "PERMIT", 1).status()).isEqualTo(403);
  }

  @Test
  void whoeverIsNotTheirWardIsAnsweredForAsIfThereWereNoSuchPatient() {
    family(today.minusYears(10));
    realm.patient("stranger", LILAS);
    realm.user("child", "'patient_id':['pat-child'],'birthdate':['" + today + "']", LILAS);
    realm.decide(realm.token("stranger"), "DENY", 1).ok();
    String parent = realm.token("parent");
    String alone = realm.token("stranger");

    for (String token : new String[] {parent, alone}) {
      String unknown = me(token, "?patient=pat-nobody").body();
      for (String patient : new String[] {"pat-stranger", "pat-child", "*", "pat-zoe%20"}) {
        boolean own = token.equals(alone) && patient.equals("pat-stranger");
        assertThat(me(token, "?patient=" + patient).status())
            .as(patient)
            .isEqualTo(own ? 200 : 404);
        if (!own) {
          assertThat(me(token, "?patient=" + patient).body()).isEqualTo(unknown);
          assertThat(decisions(token, "?patient=" + patient).body()).isEqualTo(unknown);
          assertThat(decisions(token, "/1?patient=" + patient).body()).isEqualTo(unknown);
          assertThat(decisions(token, "/1/receipt?patient=" + patient).body()).isEqualTo(unknown);
        }
      }
      assertThat(decide(token, "pat-child", "PERMIT").body())
          .isEqualTo(decide(token, "pat-nobody", "PERMIT").body());
    }
    assertThat(decide(alone, "pat-parent", "PERMIT").status()).isEqualTo(404);
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(1);
  }

  @Test
  void aWardWhoCameOfAgeAndOneOfAnotherPracticeAreOutOfReach() {
    family(today.minusYears(18).plusDays(1));
    realm.user("lea", "'patient_id':['pat-lea'],'birthdate':['" + today + "']", TILLEULS);
    String parent = realm.token("parent");
    assertThat(decide(parent, "pat-zoe", "PERMIT").status()).isEqualTo(201);

    realm.attribute("zoe", "birthdate", today.minusYears(18).toString());

    assertThat(decide(parent, "pat-zoe", "WITHDRAW").status()).isEqualTo(404);
    assertThat(decisions(parent, "/1?patient=pat-zoe").status()).isEqualTo(404);
    assertThat(me(parent, "").json().path("wards").toString()).doesNotContain("zoe");

    // their ward, but no patient of that practice: the guardian's own membership counts for nothing
    realm.attribute("parent", "guardian_of", "pat-lea");
    assertThat(me(parent, "?patient=pat-lea").json().at("/hostings/0/practice/id").asText())
        .isEqualTo(TILLEULS);
    assertThat(decide(parent, "pat-lea", "PERMIT").problem()).isEqualTo("unknown-hosting");
  }

  @Test
  void aGuardiansTokensNameTheWardsUntilTheyAreNoneAnyMore() {
    LocalDate birth = today.minusYears(10);
    family(birth);
    JsonNode grant =
        realm
            .token(
                Map.of(
                    "grant_type", "password",
                    "client_id", "app",
                    "scope", "openid",
                    "username", "parent",
                    "password", TestRealm.PASSWORD))
            .ok()
            .json();
    String access = grant.path("access_token").asText();

    for (JsonNode claims :
        new JsonNode[] {
          TestRealm.claims(access),
          TestRealm.claims(grant.path("id_token").asText()),
          realm.introspect(access),
          realm.call("GET", "/protocol/openid-connect/userinfo", access, null).ok().json()
        }) {
      assertThat(claims.path("guardian_of").toString())
          .isEqualTo(
              json(
                  "{'pat-paul':{'practices':['%s']},'pat-zoe':{'practices':['%s'],'until':%d}}",
                  LILAS, LILAS, majority(birth)));
    }
    assertThat(TestRealm.claims(realm.token("zoe")).has("guardian_of")).isFalse();

    // one comes of age, and the protection of the other ends
    realm.attribute("zoe", "birthdate", today.minusYears(18).toString());
    assertThat(realm.introspect(access).path("guardian_of").toString()).doesNotContain("zoe");
    realm.attribute("parent", "guardian_of", "pat-zoe");
    assertThat(realm.introspect(access).has("guardian_of")).isFalse();
    assertThat(TestRealm.claims(realm.refreshed(grant)).has("guardian_of")).isFalse();
  }

  @Test
  void whereUsersCouldMakeThemselvesGuardiansTokensNameNobody() {
    family(today.minusYears(10));
    realm.openAttribute("guardian_of");

    assertThat(TestRealm.claims(realm.token("parent")).has("guardian_of")).isFalse();
  }

  @Test
  void aDecisionOnPaperIsRecordedByThePracticeAndSeenAsSuch() {
    realm.patient("alice", LILAS);
    String officer = officer(LILAS);

    Answer recorded = paper(LILAS, officer, "alice", "PERMIT", today);

    assertThat(recorded.status()).isEqualTo(201);
    JsonNode entry = realm.ledger().at("/entries/0");
    assertThat(entry.path("channel").asText()).isEqualTo("PAPER");
    assertThat(entry.at("/by/role").asText()).isEqualTo("PRACTITIONER");
    assertThat(entry.at("/paper/digest").asText()).isEqualTo(Examples.DIGEST);
    assertThat(entry.at("/paper/date").asText()).isEqualTo(today.toString());
    HttpBrowser alice = new HttpBrowser(realm).signIn("alice", "kc_action", "hosting-consent");
    assertThat(alice.html()).contains("sur papier et enregistré par le cabinet");
  }

  @Test
  void whatAMinorPermittedOnPaperIsNotRecordedOnceTheyAreOfAge() {
    // Given who has come of age yesterday
    family(today.minusDays(1).minusYears(18));
    String officer = officer(LILAS);

    // When a permission of before is recorded
    Answer late = paper(LILAS, officer, "zoe", "PERMIT", today.minusDays(3));

    // Then it is over; a refusal of then stands, and so does what is signed since
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.problem()).isEqualTo("paper-too-old");
    paper(LILAS, officer, "zoe", "DENY", today.minusDays(3)).ok();
    assertThat(realm.ledger().at("/entries/0/until").isNull()).isTrue();
    assertThat(paper(LILAS, officer, "zoe", "PERMIT", today).status()).isEqualTo(201);
  }

  @Test
  void aPaperIsNoPermissionForAPurposeThatIsNewerThanItsSignature() {
    realm.patient("alice", LILAS);
    String officer = officer(LILAS);
    realm
        .hosting(
            TestRealm.HOSTING, "{'purposes':['Soins','Recherche'],'legalBasis':'EXPLICIT_CONSENT'}")
        .ok();

    paper(LILAS, officer, "alice", "PERMIT", today.minusDays(3)).ok();

    // Then the patient is asked, and told the day of the signature
    HttpBrowser alice = new HttpBrowser(realm).signIn("alice", "ui_locales", "en");
    assertThat(alice.isAsked()).isTrue();
    assertThat(alice.html())
        .contains(
            "This was accepted on "
                + DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK).format(today.minusDays(3)),
            "What your record is used for at the host has changed since");
    assertThat(alice.answer("PERMIT").isBack()).isTrue();
    assertThat(alice.signIn("alice").isBack()).isTrue();
    // And the receipt of the paper does not say that its purposes were those that were signed
    Receiver receiver = new Receiver(realm);
    assertThat(receiver.ask(realm.token("alice"), 1, "text/html", "en").ok().body())
        .contains("as they were when the practice recorded the paper")
        .containsPattern(
            "<dt>Signed on</dt><dd>"
                + DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK).format(today.minusDays(3))
                + "</dd>")
        .containsPattern("<dt>Recorded on</dt><dd>[^<]+\\(Paris time\\)")
        .doesNotContain("<dt>Date</dt>");
  }

  @Test
  void anOlderPaperDoesNotUndoWhatThePatientDecidedSince() {
    realm.patient("alice", LILAS);
    String officer = officer(LILAS);
    realm.decide(realm.token("alice"), "DENY", 1).ok();

    assertThat(paper(LILAS, officer, "alice", "PERMIT", today.minusDays(1)).problem())
        .isEqualTo("paper-overtaken");
    assertThat(paper(LILAS, officer, "alice", "PERMIT", today).problem())
        .isEqualTo("paper-overtaken");
    assertThat(paper(LILAS, officer, "alice", "PERMIT", today.plusDays(2)).problem())
        .isEqualTo("invalid-member");
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(1);
  }

  @Test
  void onlyAnOfficerRecordsPapersAndOnlyForThePracticesOwnPatients() {
    realm.patient("alice", LILAS);
    realm.patient("bob", TILLEULS);
    realm.user("doctor", "", LILAS);
    String officer = officer(LILAS);

    assertThat(paper(LILAS, realm.token("doctor"), "alice", "PERMIT", today).status())
        .isEqualTo(403);
    assertThat(paper(LILAS, realm.token("alice"), "alice", "PERMIT", today).status())
        .isEqualTo(403);
    assertThat(paper(TILLEULS, officer, "bob", "PERMIT", today).status()).isEqualTo(403);
    assertThat(paper(LILAS, officer, "bob", "PERMIT", today).status()).isEqualTo(404);
    assertThat(paper(LILAS, officer, "nobody", "PERMIT", today).status()).isEqualTo(404);
    Answer other =
        realm.call(
            "POST",
            "/consent/practices/" + LILAS + "/patients/pat-alice/decisions",
            officer,
            document(TILLEULS + "@nuage-sante", "PERMIT", today));
    assertThat(other.problem()).isEqualTo("unknown-hosting");
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
  }

  @Test
  void anOfficerIsToldWhatAPatientIsCalledAndOnlyOfThePracticesOwn() {
    realm.patient("alice", LILAS);
    realm.name("alice", "Alice", "Roux");
    realm.patient("bob", TILLEULS);
    realm.user("doctor", "", LILAS);
    String officer = officer(LILAS);

    assertThat(called(LILAS, officer, "alice").ok().json().toString())
        .contains("\"name\":\"Alice Roux\"", "\"id\":\"pat-alice\"");
    assertThat(called(LILAS, officer, "bob").status()).isEqualTo(404);
    assertThat(called(LILAS, officer, "nobody").status()).isEqualTo(404);
    assertThat(called(TILLEULS, officer, "bob").status()).isEqualTo(403);
    assertThat(called(LILAS, realm.token("doctor"), "alice").status()).isEqualTo(403);
    assertThat(called(LILAS, realm.token("alice"), "alice").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consent-officer", "auditor", "practice-administrator"})
  void whoAnswersForAPracticeIsToldWhatItsPatientsAreCalledAndNobodyElses(String role) {
    realm.patient("alice", LILAS);
    realm.name("alice", "Alice", "Roux");
    realm.patient("bob", TILLEULS);
    realm.role(realm.user("member", "", LILAS), role);
    realm.user("doctor", "", LILAS);
    String member = realm.token("member");
    String some = "?id=pat-alice&id=pat-bob&id=nobody&id=pat-alice";

    JsonNode patients = names(LILAS, member, some).ok().json().path("patients");
    assertThat(patients.size()).isEqualTo(1);
    assertThat(patients.path(0).path("id").asText()).isEqualTo("pat-alice");
    assertThat(patients.path(0).path("name").asText()).isEqualTo("Alice Roux");
    assertThat(names(TILLEULS, member, some).problem()).isEqualTo("not-permitted");
    assertThat(names(LILAS, realm.token("doctor"), some).problem()).isEqualTo("not-permitted");
    assertThat(names(LILAS, realm.token("alice"), some).problem()).isEqualTo("not-permitted");
    assertThat(names(LILAS, member, "").problem()).isEqualTo("invalid-parameter");
    assertThat(names(LILAS, member, "?id=x" + "&id=x".repeat(100)).problem())
        .isEqualTo("invalid-parameter");
  }

  private Answer names(String practice, String token, String query) {
    return realm.call("GET", "/consent/practices/" + practice + "/patients" + query, token, null);
  }

  private Answer called(String practice, String token, String patient) {
    return realm.call(
        "GET", "/consent/practices/" + practice + "/patients/pat-" + patient, token, null);
  }

  private Answer me(String token, String query) {
    return realm.call("GET", "/consent/me" + query, token, null);
  }

  private Answer decisions(String token, String rest) {
    return realm.call("GET", "/consent/me/decisions" + rest, token, null);
  }

  private Answer decide(String token, String patient, String decision) {
    return realm.call(
        "POST",
        "/consent/me/decisions",
        token,
        json(
            "{'hosting':'%s','decision':'%s','notice':1,'patient':'%s'}",
            TestRealm.HOSTING, decision, patient));
  }

  @Test
  void ofAnAccountThePersonIsToldWithoutSecretsAndAGuardianOfTheirOwnAlone() {
    // Given a child with all that an account can have, and a note that is for administrators
    family(today.minusYears(8));
    realm.protectedAttributes("note");
    realm.attribute("zoe", "note", "to be watched");
    String id = realm.userId("zoe");
    realm.admin("POST", "/groups", json("{'name':'Patients'}")).ok();
    String group = realm.admin("GET", "/groups", null).ok().json().at("/0/id").asText();
    realm.admin("PUT", "/users/" + id + "/groups/" + group, "{}").ok();
    realm.role(id, "night-watch");
    realm
        .admin(
            "POST",
            "/identity-provider/instances",
            json(
                "{'alias':'elsewhere','providerId':'oidc','displayName':'Elsewhere & Co','config':"
                    + "{'clientId':'x','clientSecret':'y','authorizationUrl':'https://e.example/a',"
                    + "'tokenUrl':'https://e.example/t'}}"))
        .ok();
    realm
        .admin(
            "POST",
            "/users/" + id + "/federated-identity/elsewhere",
            json("{'userId':'e-17','userName':'zoe.elsewhere'}"))
        .ok();
    ObjectNode plain =
        (ObjectNode) realm.admin("GET", "/clients?clientId=plain", null).ok().json().get(0);
    plain.put("consentRequired", true);
    realm.admin("PUT", "/clients/" + plain.path("id").asText(), plain.toString()).ok();
    HttpBrowser browser = new HttpBrowser(realm).signIn("zoe", "client_id", "plain");
    assertThat(browser.submit(Map.of("accept", "Yes")).isBack()).isTrue();
    new HttpBrowser(realm).impersonate(id, realm.adminToken()).request();

    // When she asks, and when her guardian does, whomever the address names
    Answer answer = account(realm.token("zoe"), "");
    Answer guardians = account(realm.token("parent"), "?patient=pat-zoe");

    // Then she is told of hers
    JsonNode zoe = answer.ok().json();
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(zoe.at("/person/username").asText()).isEqualTo("zoe");
    assertThat(zoe.at("/person/firstName").asText()).isEqualTo("Zoé");
    assertThat(zoe.at("/person/email").asText()).isEqualTo("zoe@example.org");
    assertThat(zoe.at("/person/emailVerified").asBoolean(true)).isFalse();
    assertThat(zoe.at("/person/patient").asText()).isEqualTo("pat-zoe");
    assertThat(Instant.parse(zoe.at("/person/createdAt").asText())).isBefore(Instant.now());
    assertThat(zoe.at("/attributes/told/birthdate/0").asText())
        .isEqualTo(today.minusYears(8).toString());
    assertThat(zoe.at("/attributes/withheld").asInt()).isEqualTo(1);
    assertThat(zoe.at("/membership/practices/0/alias").asText()).isEqualTo(LILAS);
    assertThat(zoe.at("/membership/groups/0").asText()).isEqualTo("/Patients");
    assertThat(zoe.at("/membership/roles"))
        .extracting(role -> role.path("name").asText())
        .contains("night-watch");
    assertThat(zoe.at("/signIn/credentials").size()).isEqualTo(1);
    assertThat(zoe.at("/signIn/credentials/0/kind").asText()).isEqualTo("password");
    assertThat(zoe.at("/signIn/credentials/0/createdAt").asText()).isNotEmpty();
    assertThat(zoe.at("/signIn/identityProviders/0/name").asText()).isEqualTo("Elsewhere & Co");
    assertThat(zoe.at("/signIn/identityProviders/0/username").asText()).isEqualTo("zoe.elsewhere");
    assertThat(zoe.at("/consents/0/client/id").asText()).isEqualTo("plain");
    assertThat(zoe.at("/consents/0/scopes").toString()).contains("email");
    assertThat(zoe.at("/unusualAccessMail").asText()).isEqualTo("UNAVAILABLE");
    assertThat(zoe.path("cut").size()).isZero();
    // And of her sessions, with no address of whoever else opened one in her name
    assertThat(zoe.path("sessions"))
        .filteredOn(session -> session.path("current").asBoolean())
        .singleElement()
        .satisfies(
            session -> {
              assertThat(session.at("/clients/0/id").asText()).isEqualTo("app");
              assertThat(session.path("address").isTextual()).isTrue();
            });
    assertThat(zoe.path("sessions"))
        .filteredOn(session -> session.path("impersonated").asBoolean())
        .singleElement()
        .satisfies(session -> assertThat(session.path("address").isNull()).isTrue());
    assertThat(answer.body()).doesNotContain("watched", "secretData", "salt", "parent", "\"y\"");

    // And the guardian of the guardian's, which says whose guardian they are
    JsonNode parent = guardians.ok().json();
    assertThat(parent.at("/person/username").asText()).isEqualTo("parent");
    assertThat(parent.at("/person/guardianOf").toString()).contains("pat-paul", "pat-zoe");
    assertThat(guardians.body()).doesNotContain("zoe@example.org", "Zoé", "elsewhere", "Patients");
    // And nobody else is told anything
    assertThat(account(realm.serviceToken(), "").problem()).isNotEmpty();
    realm.user("doctor", "", LILAS);
    assertThat(account(realm.token("doctor"), "").problem()).isEqualTo("not-permitted");
  }

  private Answer account(String token, String query) {
    return realm.call("GET", "/consent/me/account" + query, token, null);
  }

  @Test
  void whatAnOfficerOrAGuardianTriesInVainIsAnEvent() {
    family(today.minusYears(10));
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "DENY", 1).ok();
    String officer = officer(LILAS);

    paper(LILAS, officer, "alice", "PERMIT", today.minusDays(1));
    paper(LILAS, officer, "nobody", "PERMIT", today);
    decide(realm.token("parent"), "pat-alice", "PERMIT");

    JsonNode events = realm.admin("GET", "/events?type=UPDATE_CONSENT_ERROR", null).json();
    assertThat(events)
        .extracting(event -> event.path("error").asText())
        .containsExactlyInAnyOrder("paper_overtaken", "not_found", "not_found");
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.at("/details/hosting_decision").asText()).isEqualTo("PERMIT");
              assertThat(event.path("userId").asText()).isNotEmpty();
              assertThat(event.toString()).doesNotContain("pat-", Examples.DIGEST);
            });
  }

  /** A parent, a daughter and a grandfather under protection, all of one practice. */
  private void family(LocalDate daughtersBirth) {
    realm.protectedAttributes("guardian_of", "birthdate", "protected_adult");
    realm.user("parent", "'patient_id':['pat-parent'],'guardian_of':['pat-zoe','pat-paul']", LILAS);
    realm.user("zoe", "'patient_id':['pat-zoe'],'birthdate':['" + daughtersBirth + "']", LILAS);
    realm.user("paul", "'patient_id':['pat-paul'],'protected_adult':['true']", LILAS);
    realm.name("zoe", "Zoé", "Petit");
    realm.name("paul", "Paul", "Vieux");
  }

  private static long majority(LocalDate birth) {
    return birth.plusYears(18).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
  }

  private String officer(String practice) {
    realm.role(realm.user("officer", "", practice), "consent-officer");
    return realm.token("officer");
  }

  private Answer paper(
      String practice, String token, String patient, String decision, LocalDate date) {
    return realm.call(
        "POST",
        "/consent/practices/" + practice + "/patients/pat-" + patient + "/decisions",
        token,
        document(practice + "@nuage-sante", decision, date));
  }

  private static String document(String hosting, String decision, LocalDate date) {
    return json(
        "{'hosting':'%s','decision':'%s','notice':1,'language':'fr',"
            + "'paper':{'digest':'%s','date':'%s'}}",
        hosting, decision, Examples.DIGEST, date);
  }
}
