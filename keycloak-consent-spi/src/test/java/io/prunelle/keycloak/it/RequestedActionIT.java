// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The question that an application asks for, {@code kc_action=hosting-consent}. */
@ExtendWith(KeycloakExtension.class)
class RequestedActionIT {
  private static final String OTHER = TILLEULS + "@nuage-sante";
  private static final Map<String, String> CANCEL = Map.of("cancel-aia", "true");

  private final TestRealm realm;

  RequestedActionIT(TestRealm realm) {
    this.realm = realm;
  }

  @Test
  void theParameterAsksForOneHostingAlone() {
    realm.patient("alice", LILAS, TILLEULS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice").answer("DENY").answer("DENY");
    assertThat(browser.isBack()).isTrue();

    browser.request("kc_action", "hosting-consent:" + OTHER);

    assertThat(browser.isAsked()).isTrue();
    assertThat(browser.html())
        .contains("Cabinet des Tilleuls")
        .doesNotContain("Une autre question suit");
    assertThat(browser.answer("PERMIT").returned("kc_action_status")).isEqualTo("success");
    assertThat(realm.ledger().at("/entries/2/hosting").asText()).isEqualTo(OTHER);
    assertThat(realm.ledger().at("/entries/2/decision").asText()).isEqualTo("PERMIT");
  }

  @Test
  void whatAClosedHostingTakesNoMoreAfterAWithdrawalIsNotRecorded() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice").answer("PERMIT");
    HttpBrowser other = new HttpBrowser(realm);
    realm
        .hosting(
            HOSTING,
            "{'purposes':['Soins'],'legalBasis':'EXPLICIT_CONSENT','validity':'P2Y',"
                + "'status':'CLOSED'}")
        .ok();
    browser.request("kc_action", "hosting-consent:" + HOSTING);
    other.signIn("alice", "kc_action", "hosting-consent:" + HOSTING).answer("WITHDRAW");

    browser.answer("PERMIT");

    assertThat(browser.returned("kc_action_status")).isEqualTo("success");
    assertThat(realm.ledger().at("/entries/1/decision").asText()).isEqualTo("WITHDRAW");
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(2);
  }

  @Test
  void withoutAParameterEveryHostingIsAskedFor() {
    realm.patient("alice", LILAS, TILLEULS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice").answer("DENY").answer("DENY");

    browser.request("kc_action", "hosting-consent");

    assertThat(browser.html()).contains("Cabinet des Lilas", "Une autre question suit");
  }

  @ParameterizedTest
  @ValueSource(strings = {TILLEULS + "@nuage-sante", "nobody@nowhere", "nonsense", "<b>"})
  void aHostingThatDoesNotConcernThePatientIsAnErrorWithoutAReason(String hosting) {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice").answer("DENY");

    browser.request("kc_action", "hosting-consent:" + hosting);

    assertThat(browser.isBack()).isTrue();
    assertThat(browser.returned("kc_action_status")).isEqualTo("error");
    assertThat(browser.returned("error")).isEmpty();
    assertThat(browser.returned("code")).isNotEmpty();
  }

  @Test
  void whoIsNoPatientHasNothingToAnswer() {
    realm.user("doctor", "", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("doctor");

    browser.request("kc_action", "hosting-consent");

    assertThat(browser.isBack()).isTrue();
    assertThat(browser.returned("kc_action_status")).isEqualTo("error");
  }

  @Test
  void aParameterDoesNotKeepTheLoginFromAskingWhatItHasToAsk() {
    realm.patient("alice", LILAS);
    HttpBrowser browser =
        new HttpBrowser(realm).signIn("alice", "kc_action", "hosting-consent:" + OTHER);

    assertThat(browser.isAsked()).isTrue();
    assertThat(browser.html()).contains("Cabinet des Lilas");
  }

  @Test
  void cancellingIsNotRefusing() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice").answer("PERMIT");
    browser.request("kc_action", "hosting-consent");
    assertThat(browser.html()).contains("name=\"cancel-aia\"");

    browser.submit(CANCEL);

    assertThat(browser.returned("kc_action_status")).isEqualTo("cancelled");
    assertThat(browser.returned("code")).isNotEmpty();
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(1);
    assertThat(
            TestRealm.claims(browser.token())
                .at("/hosting_consent/hostings")
                .path(HOSTING)
                .path("decision")
                .asText())
        .isEqualTo("PERMIT");
  }

  @Test
  void whoCancelsUndecidedIsSignedInUndecidedAndAskedNextTime() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice", "kc_action", "hosting-consent");
    assertThat(browser.isAsked()).isTrue();

    browser.submit(CANCEL);

    assertThat(browser.isBack()).isTrue();
    assertThat(browser.returned("kc_action_status")).isEqualTo("cancelled");
    assertThat(TestRealm.claims(browser.token()).at("/hosting_consent/hostings")).isEmpty();
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
    assertThat(browser.request().isAsked()).isTrue();
  }

  @Test
  void theLoginsOwnQuestionCannotBeCancelledByAForgedForm() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    assertThat(browser.html()).doesNotContain("cancel-aia");

    assertThat(browser.submit(CANCEL).isAsked()).isTrue();
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
  }

  @Test
  void aSessionThatIsTooOldHasToSignInAgainFirst() {
    realm.patient("alice", LILAS);
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice").answer("PERMIT");
    assertThat(browser.request("kc_action", "hosting-consent").isAsked()).isTrue();

    realm
        .admin(
            "PUT",
            "/authentication/required-actions/hosting-consent/config",
            json("{'config':{'max_auth_age':'0'}}"))
        .ok();

    // authentication times have seconds: the one in which alice signed in has to pass
    do {
      browser.request("kc_action", "hosting-consent");
    } while (browser.isAsked());
    assertThat(browser.asksForPassword()).isTrue();
    assertThat(browser.isBack()).isFalse();
    browser.submit(Map.of("username", "alice", "password", TestRealm.PASSWORD));
    assertThat(browser.isAsked()).isTrue();
    assertThat(browser.answer("WITHDRAW").returned("kc_action_status")).isEqualTo("success");
  }
}
