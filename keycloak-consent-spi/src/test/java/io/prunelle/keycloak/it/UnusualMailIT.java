// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Patients who asked for it get mail about unusual accesses, from a real server to a real one. */
@ExtendWith(KeycloakExtension.class)
class UnusualMailIT {
  private static final String PAGE = "https://mon-dossier.example/my";

  private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
  private final TestRealm realm;
  private String reporter;

  UnusualMailIT(TestRealm realm) {
    this.realm = realm;
  }

  @BeforeEach
  void aPatientWithAVerifiedAddress() {
    server.start();
    mailServer(server.getSmtp().getPort());
    page(PAGE);
    realm.service("look-out", "unusual-report");
    reporter = realm.serviceToken("look-out");
    realm.patient("alice", LILAS);
    verified("alice", true);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void mailIsOffUntilThePatientAsksForItAndThenArrivesInTheirLanguage() throws Exception {
    assertThat(state("alice")).isEqualTo("OFF");
    assertThat(report("pat-alice").json().path("mail").asText()).isEqualTo("unwanted");
    assertThat(server.getReceivedMessages()).isEmpty();

    assertThat(want("alice", true).ok().json().path("state").asText()).isEqualTo("ON");
    assertThat(realm.call("GET", "/consent/me/mail", realm.token("alice"), null).json())
        .isEqualTo(Answer.JSON.readTree(json("{'state':'ON','address':'alice@example.org'}")));

    assertThat(report("pat-alice").json().path("mail").asText()).isEqualTo("sent");
    assertThat(server.getReceivedMessages()).hasSize(1);
    MimeMessage mail = server.getReceivedMessages()[0];
    assertThat(mail.getAllRecipients())
        .extracting(Object::toString)
        .containsExactly("alice@example.org");
    assertThat(mail.getSubject()).isEqualTo("Un accès inhabituel à lire sur votre page");
    String text = part(mail, 0);
    String html = part(mail, 1);
    assertThat(text).contains(PAGE, "que vous n’avez pas encore vu").doesNotContain("<", "&");
    assertThat(html)
        .contains("<html lang=\"fr\">", "<a href=\"" + PAGE + "\">", "n’avez pas encore vu");

    // another patient, who reads English
    realm.patient("bob", LILAS);
    verified("bob", true);
    realm.attribute("bob", "locale", "en");
    want("bob", true).ok();
    report("pat-bob").ok();
    assertThat(server.getReceivedMessages()[1].getSubject())
        .isEqualTo("An unusual access to read about on your page");
  }

  @Test
  void itSaysNothingOfAnybodyAndLeadsWhereTheRealmSaysWhateverTheRequestDoes() throws Exception {
    realm.name("alice", "Anne", "Roussel");
    want("alice", true).ok();

    realm
        .call(
            "PUT",
            "/consent/patients/pat-alice/unusual/" + UUID.randomUUID(),
            reporter,
            json(
                "{'practitioner':'Dr Lemoine\\r\\nBcc: evil@example.org','page':'https://evil.example'}"),
            "X-Forwarded-Host",
            "evil.example",
            "Forwarded",
            "host=evil.example")
        .ok();

    MimeMessage mail = server.getReceivedMessages()[0];
    String all = GreenMailUtil.getWholeMessage(mail) + part(mail, 0) + part(mail, 1);
    assertThat(all)
        .contains(PAGE)
        .doesNotContain("evil", "Bcc", "Lemoine", "Anne", "Roussel", "Lilas", LILAS);
    assertThat(mail.getAllRecipients()).hasSize(1);
  }

  @Test
  void oneADayAndOneForAReport() {
    want("alice", true).ok();
    String id = UUID.randomUUID().toString();

    assertThat(report("pat-alice", id, reporter).json().path("mail").asText()).isEqualTo("sent");
    assertThat(report("pat-alice", id, reporter).json().path("mail").asText()).isEqualTo("sent");
    for (int i = 0; i < 5; i++) {
      want("alice", false).ok();
      want("alice", true).ok();
      Answer other = report("pat-alice");
      assertThat(other.json().path("mail").asText()).isEqualTo("later");
      assertThat(other.json().path("seconds").asInt()).isBetween(86_000, 86_400);
    }

    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void onlyTheServiceAccountWithItsRoleMakesMailGoOut() {
    realm.service("nobody");
    realm.service("telling", "emergency-report");
    realm.role(realm.user("doctor", "", LILAS), "unusual-report");
    want("alice", true).ok();

    for (String token :
        new String[] {
          realm.token("alice"),
          realm.token("doctor"),
          realm.serviceToken("nobody"),
          realm.serviceToken("telling"),
          realm.serviceToken("gateway")
        }) {
      assertThat(report("pat-alice", UUID.randomUUID().toString(), token).problem())
          .isEqualTo("not-permitted");
    }
    assertThat(report("pat-alice", UUID.randomUUID().toString(), null).status()).isEqualTo(401);
    assertThat(report("pat-nobody").problem()).isEqualTo("not-found");
    assertThat(report("doctor").problem()).isEqualTo("not-found");
    assertThat(report("pat-alice", "1", reporter).problem()).isEqualTo("invalid-parameter");
    // and the one with the role reads nothing, and chooses for nobody
    assertThat(realm.call("GET", "/consent/me/mail", reporter, null).status()).isEqualTo(403);
    assertThat(realm.call("GET", "/consent/changes", reporter, null).problem())
        .isEqualTo("not-permitted");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void anAddressThatNobodyHasShownToBeThePatientsGetsNothing() {
    want("alice", true).ok();
    verified("alice", false);

    assertThat(state("alice")).isEqualTo("UNVERIFIED");
    assertThat(report("pat-alice").json().path("mail").asText()).isEqualTo("unwanted");
    assertThat(want("alice", true).problem()).isEqualTo("state-conflict");
    // who no longer wants any need not have one
    assertThat(want("alice", false).status()).isEqualTo(200);
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void withoutAMailServerOrAPageNoneIsOffered() {
    page("javascript:alert(1)");
    assertThat(state("alice")).isEqualTo("UNAVAILABLE");
    page(PAGE);
    assertThat(state("alice")).isEqualTo("OFF");

    realm.admin("PUT", "", json("{'smtpServer':{}}")).ok();

    assertThat(state("alice")).isEqualTo("UNAVAILABLE");
    assertThat(want("alice", true).problem()).isEqualTo("state-conflict");
    assertThat(report("pat-alice").json().path("mail").asText()).isEqualTo("unwanted");
  }

  @Test
  void whatTheMailServerDoesNotTakeIsNotTakenForSent() {
    want("alice", true).ok();
    server.stop();

    Answer answer = report("pat-alice");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.problem()).isEqualTo("mail-not-sent");
    assertThat(answer.body()).doesNotContain("alice@", "127.0.0.1");
    // not at once again
    assertThat(report("pat-alice").json().path("mail").asText()).isEqualTo("later");
  }

  private void mailServer(int port) {
    realm
        .admin(
            "PUT",
            "",
            json(
                "{'smtpServer':{'host':'127.0.0.1','port':'%d','from':'noreply@example.org'}}",
                port))
        .ok();
  }

  private void page(String page) {
    realm.admin("PUT", "", json("{'attributes':{'prunelle.page':'%s'}}", page)).ok();
  }

  private void verified(String username, boolean verified) {
    String id =
        realm
            .admin("GET", "/users?exact=true&username=" + username, null)
            .json()
            .at("/0/id")
            .asText();
    String user = realm.admin("GET", "/users/" + id, null).ok().body();
    realm
        .admin(
            "PUT",
            "/users/" + id,
            user.replaceFirst("\"emailVerified\":(true|false)", "\"emailVerified\":" + verified))
        .ok();
  }

  private String state(String username) {
    return realm
        .call("GET", "/consent/me/mail", realm.token(username), null)
        .ok()
        .json()
        .path("state")
        .asText();
  }

  private Answer want(String username, boolean wanted) {
    return realm.call(
        "PUT", "/consent/me/mail", realm.token(username), json("{'wanted':%s}", wanted));
  }

  private Answer report(String patient) {
    return report(patient, UUID.randomUUID().toString(), reporter);
  }

  private Answer report(String patient, String id, String token) {
    return realm.call("PUT", "/consent/patients/" + patient + "/unusual/" + id, token, null);
  }

  private static String part(MimeMessage mail, int index) throws Exception {
    return String.valueOf(((MimeMultipart) mail.getContent()).getBodyPart(index).getContent());
  }
}
