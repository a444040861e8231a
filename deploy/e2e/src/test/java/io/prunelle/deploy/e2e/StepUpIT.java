// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A practice's pages take a second factor, where the realm is set up as install.md says. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(29)
final class StepUpIT {

  private final String secret = UUID.randomUUID().toString();
  private final Demo demo;
  private final DemoScript script;
  private final Browser browser;
  private final Demo.User officer;
  private StepUpRealm realm;
  private Map<String, Object> before;
  private AnotherGateway gateway;

  StepUpIT(Demo demo, DemoScript script, Browser browser) {
    this.demo = demo;
    this.script = script;
    this.browser = browser;
    this.officer = demo.officer(true);
  }

  @BeforeAll
  void aRealmThatKnowsTwoLevels() throws IOException {
    gateway = AnotherGateway.with(StepUpRealm.SETTINGS, script);
    realm = new StepUpRealm(demo, new Http());
    before = realm.state();
    realm.setUp(gateway.address());
    realm.give(officer, secret);
  }

  @AfterAll
  void asItWas() throws IOException {
    // Those who come after have the realm too, whatever of this fails
    try {
      if (gateway != null) {
        gateway.close();
      }
    } finally {
      if (realm != null) {
        try {
          realm.take(officer);
        } finally {
          realm.close();
        }
        assertThat(realm.state()).as("the realm of the demo").isEqualTo(before);
      }
    }
  }

  private String practice() {
    return gateway.address() + "/practice/" + demo.text("/practice");
  }

  @Test
  void whoHasSignedInByPasswordIsAskedForACodeAndComesIn() throws GeneralSecurityException {
    // Given an officer who has signed in by their password alone, which is enough for /my
    Page page = browser.newPatient("en-GB");
    page.navigate(gateway.address() + "/my");
    Browser.signIn(page, officer);
    page.waitForURL(url -> url.startsWith(gateway.address() + "/my"));

    // When they open the practice's page
    page.locator("a[href^='/practice/']").first().click();

    // Then the realm asks for a code, and for no password, and a wrong one is not enough
    page.waitForURL(url -> url.startsWith(demo.issuer()));
    assertThat(page.locator("#otp")).isVisible();
    assertThat(page.locator("#password")).hasCount(0);
    String code = code();
    page.locator("#otp").fill(code.equals("000000") ? "000001" : "000000");
    page.locator("[type=submit]#kc-login").click();
    assertThat(page.locator("#otp")).isVisible();
    assertThat(page.url()).startsWith(demo.issuer());

    // When they give it
    page.locator("#otp").fill(code());
    page.locator("[type=submit]#kc-login").click();

    // Then they are on the page they asked for
    page.waitForURL(url -> url.startsWith(practice()));
    assertThat(page.locator("main")).containsText("Nuage Santé");
    page.navigate(practice() + "/objections");
    assertThat(page.url()).isEqualTo(practice() + "/objections");
  }

  @Test
  void whoHasNoSecondFactorComesInNowhereAndCannotSetUpTheirOwn() {
    Page page = browser.newPatient("en-GB");
    page.navigate(practice() + "/accesses");
    Browser.signIn(page, demo.auditor());

    page.waitForLoadState();
    assertThat(page.url()).startsWith(demo.issuer());
    assertThat(page.locator("#totpSecret")).hasCount(0);
    // Nor by the way back, without what the realm asks for
    page.navigate(practice() + "/accesses");
    assertThat(page.url()).doesNotStartWith(practice());
  }

  /** As where setting it up fails at its first step. */
  @Test
  void whatOneHasNotSetUpOneDoesNotTakeAway() {
    Map<String, Object> there = realm.state();

    new StepUpRealm(demo, new Http()).close();

    assertThat(realm.state()).isEqualTo(there).isNotEqualTo(before);
  }

  /** RFC 6238, as Keycloak takes it unless configured otherwise. */
  private String code() throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    long step = Instant.now().getEpochSecond() / 30;
    byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & Integer.MAX_VALUE;
    return "%06d".formatted(number % 1_000_000);
  }
}
