// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A practitioner opens a record for the first time, and its patient is told. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(20)
final class UnusualAccessIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Http http = new Http();
  private final Demo demo;
  private final Browser browser;
  private final Realm realm;
  private final Demo.User patient;
  private final Demo.User familiar;
  private final Demo.User stranger;

  UnusualAccessIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.realm = new Realm(demo, http);
    this.patient = demo.patient("PERMIT", 0);
    this.familiar = demo.practitioner(0);
    this.stranger = demo.practitioner(1);
  }

  @Test
  void whoOpensARecordForTheFirstTimeIsToldOnThePageAndByMailIfWanted() throws Exception {
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    server.start();
    try {
      Page page = browser.signedIn("en-GB", patient, demo.page());
      // the realm has no mail server yet
      assertThat(page.locator("#mail")).containsText("E-mail is not available here.");
      assertThat(page.locator("#mail button")).hasCount(0);

      // Given a record that somebody opens who is known
      open(familiar);
      // When somebody opens it who is not
      openAsAStranger();

      Locator told = told(page);
      assertThat(told).containsText("Had not opened your record in the 12 months before.");
      assertThat(told).containsText("health professional");
      assertThat(Browser.accessibilityViolations(page)).isEmpty();
      Browser.screenshot(page, "unusual-en");
      page.setViewportSize(320, 640);
      assertThat(Browser.overflow(page)).isZero();
      page.setViewportSize(1100, 900);

      told.getByText("See it in the list").click();
      assertThat(page.locator("tr:target")).containsText(name(stranger));
      page.goBack();

      page.getByText("I have seen these accesses").click();
      page.waitForURL(at -> at.endsWith("#message"));
      assertThat(page.locator("form[action='/my/unusual']")).hasCount(0);
      assertThat(page.locator("#unusual details").first()).containsText(name(stranger));

      mailServer(
          "{\"host\":\"127.0.0.1\",\"port\":\"%d\",\"from\":\"noreply@example.org\"}", server);
      page.reload();
      page.locator("#told > summary").click();
      page.getByText("Tell me by e-mail as well").click();
      page.waitForURL(at -> at.endsWith("#message"));
      assertThat(page.locator("#mail")).containsText("you get an e-mail at");
      assertThat(Browser.accessibilityViolations(page)).isEmpty();
      Browser.screenshot(page, "unusual-mail-en");

      openAsAStranger();

      assertThat(server.waitForIncomingEmail(PATIENCE.toMillis(), 1)).isTrue();
      arrived(server.getReceivedMessages()[0]);
      assertThat(told(page)).isVisible();
    } finally {
      mailServer("{}", server);
      server.stop();
    }
  }

  private void arrived(MimeMessage mail) throws MessagingException {
    assertThat(mail.getAllRecipients())
        .extracting(Object::toString)
        .containsExactly(patient.username() + "@example.org");
    assertThat(GreenMailUtil.getWholeMessage(mail))
        .contains(demo.page())
        .doesNotContain(name(stranger), patient.patientId(), demo.text("/practice"));
  }

  /** The page is read again until the look-out has come so far. */
  private Locator told(Page page) {
    Locator told =
        page.locator("#unusual ul.unusual").first().locator("li").getByText(name(stranger));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              page.navigate(demo.page());
              return page.locator("form[action='/my/unusual']").count() == 1
                  && told.first().isVisible();
            });
    return told.first().locator("..");
  }

  /** Whatever other tests did: it is long ago that this practitioner opened this record. */
  private void openAsAStranger() throws SQLException {
    try (Connection connection = new AccessJournal(demo).connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "DELETE FROM unusual.known WHERE patient = ? AND who = ?")) {
      statement.setString(1, patient.patientId());
      statement.setString(2, Realm.claims(realm.token(stranger)).at("/sub").asText());
      statement.executeUpdate();
    }
    open(stranger);
  }

  private void open(Demo.User practitioner) {
    Http.Answer read =
        http.get(demo.fhir() + "/Patient/" + patient.patientId(), realm.token(practitioner));
    assertThat(read.status()).as(read.body()).isEqualTo(200);
  }

  private String name(Demo.User practitioner) {
    return Realm.claims(realm.token(practitioner)).at("/name").asText();
  }

  private void mailServer(String settings, GreenMail server) {
    Http.Answer set =
        http.send(
            "PUT",
            demo.text("/keycloak") + "/admin/realms/" + demo.text("/realm"),
            realm.administrator(),
            "application/json",
            "{\"smtpServer\":" + settings.formatted(server.getSmtp().getPort()) + "}");
    assertThat(set.status()).as(set.body()).isEqualTo(204);
  }
}
