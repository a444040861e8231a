// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A day of a SMART application that runs in a browser, made with the JavaScript library that most
 * are made with ({@code fhirclient}), which knows nothing of this product: it finds the realm,
 * signs the user in with PKCE, and reads and writes through the gateway from another origin.
 */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(19)
final class SmartAppIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String IDENTITY = "openid fhirUser ";

  private final Demo demo;
  private final Http http = new Http();
  private final Browser browser;
  private SmartApp app;

  SmartAppIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
  }

  @BeforeAll
  void open() throws IOException {
    app = new SmartApp(demo);
  }

  @AfterAll
  void close() {
    app.close();
  }

  @Test
  void aPatientsApplicationKnowsWhoseRecordItIsAndReadsAllOfItPageByPage() {
    Demo.User patient = demo.patient("PERMIT", 0);
    Page page = signedIn(patient, IDENTITY + "launch/patient offline_access patient/*.rs");

    // Then it has been told whose record it is about, beside the token and in it
    JsonNode state = run(page, "client.getState()");
    assertThat(state.at("/tokenResponse/patient").asText()).isEqualTo(patient.patientId());
    assertThat(state.at("/tokenResponse/scope").asText().split(" "))
        .contains("launch/patient", "fhirUser", "offline_access", "patient/*.rs");
    assertThat(run(page, "client.getFhirUser()").asText())
        .isEqualTo("Patient/" + patient.patientId());

    // And reads it
    assertThat(run(page, "client.patient.read()").at("/id").asText())
        .isEqualTo(patient.patientId());
    assertThat(run(page, "client.user.read()").at("/id").asText()).isEqualTo(patient.patientId());

    // And all pages of a search are what one long page would have been
    String search = "Observation?patient=" + patient.patientId();
    Set<String> paged =
        ids(run(page, "client.request('" + search + "&_count=3', {pageLimit: 0, flat: true})"));
    assertThat(paged).hasSizeGreaterThan(3);
    assertThat(paged)
        .isEqualTo(ids(run(page, "client.request('" + search + "&_count=500', {flat: true})")));

    // And a new token is had for the old one, with the same context
    String before = state.at("/tokenResponse/access_token").asText();
    JsonNode refreshed = run(page, "client.refresh()");
    assertThat(refreshed.at("/tokenResponse/access_token").asText()).isNotEqualTo(before);
    assertThat(refreshed.at("/tokenResponse/patient").asText()).isEqualTo(patient.patientId());
    assertThat(run(page, "client.patient.read()").at("/id").asText())
        .isEqualTo(patient.patientId());

    // And what it may not do it is told in words that it can read
    String another = demo.patient("PERMIT", 1).patientId();
    assertThat(failure(page, "client.request('Patient/" + another + "')"))
        .contains("403", "not allowed");
    assertThat(
            failure(
                page,
                "client.create({resourceType: 'Observation', status: 'final', code: {text: 'x'},"
                    + " subject: {reference: 'Patient/"
                    + patient.patientId()
                    + "'}})"))
        .contains("403", "scopes do not cover");
  }

  @Test
  void aPatientsApplicationWritesWhatItMay() {
    Demo.User patient = demo.patient("DENY", 0);
    Page page = signedIn(patient, IDENTITY + "launch/patient patient/*.cruds");
    String weight =
        "{resourceType: 'Observation', status: 'preliminary', code: {text: 'weight'},"
            + " subject: {reference: 'Patient/"
            + patient.patientId()
            + "'}}";

    JsonNode created = run(page, "client.create(" + weight + ")");
    String id = created.at("/id").asText();
    assertThat(id).isNotEmpty();

    JsonNode updated =
        run(page, "client.update({...(" + weight + "), id: '" + id + "', status: 'final'})");
    assertThat(updated.at("/status").asText()).isEqualTo("final");

    JsonNode patched =
        run(
            page,
            "client.patch('Observation/"
                + id
                + "',"
                + " [{op: 'replace', path: '/status', value: 'amended'}])");
    assertThat(patched.at("/status").asText()).isEqualTo("amended");

    run(page, "client.delete('Observation/" + id + "')");
    assertThat(failure(page, "client.request('Observation/" + id + "')"))
        .containsAnyOf("404", "410");

    // Then the version it read last is what its update is held to
    assertThat(
            failure(
                page,
                "client.update({...("
                    + weight
                    + "), id: '"
                    + id
                    + "'},"
                    + " {headers: {'If-Match': 'W/\"1\"'}})"))
        .containsAnyOf("404", "409", "410", "412");
  }

  @Test
  void aPractitionersApplicationReachesThePatientsOfThePractice() {
    Page page = signedIn(demo.practitioner(0), IDENTITY + "launch/patient user/*.rs");

    // Then there is no one patient it is about: none is claimed
    assertThat(run(page, "client.getState()").at("/tokenResponse/patient").isMissingNode())
        .isTrue();
    for (String decision : new String[] {"PERMIT", "DENY"}) {
      String patient = demo.patient(decision, 0).patientId();
      assertThat(run(page, "client.request('Patient/" + patient + "')").at("/id").asText())
          .isEqualTo(patient);
    }
  }

  @Test
  void anApplicationThatAsksInTheWordsOfVersionOneIsServed() {
    Demo.User patient = demo.patient("PERMIT", 1);
    Page page = signedIn(patient, IDENTITY + "launch/patient patient/*.read");

    assertThat(run(page, "client.patient.read()").at("/id").asText())
        .isEqualTo(patient.patientId());
  }

  @Test
  void whatIsClaimedIsWhatWasTried() {
    JsonNode claimed = http.get(demo.fhir() + "/.well-known/smart-configuration", null).json();

    assertThat(claimed.at("/capabilities"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder(
            "launch-standalone",
            "client-public",
            "client-confidential-symmetric",
            // by the realm's own word
            "client-confidential-asymmetric",
            "sso-openid-connect",
            "context-standalone-patient",
            "permission-offline",
            "permission-patient",
            "permission-user",
            "permission-v1",
            "permission-v2");
    assertThat(claimed.at("/scopes_supported"))
        .extracting(JsonNode::asText)
        .contains("openid", "fhirUser", "launch/patient", "offline_access");
  }

  private Page signedIn(Demo.User user, String scopes) {
    Page page = browser.newPatient("en-GB");
    page.navigate(app.launch(scopes));
    page.waitForURL(url -> url.startsWith(demo.issuer()));
    Browser.signIn(page, user);
    page.waitForURL(url -> url.startsWith(app.origin()));
    page.waitForFunction("() => window.client || window.failure");
    assertThat(page.evaluate("() => window.failure")).isNull();
    return page;
  }

  private static JsonNode run(Page page, String expression) {
    Object json = page.evaluate("async () => JSON.stringify((await (" + expression + ")) ?? null)");
    try {
      return JSON.readTree((String) json);
    } catch (IOException e) {
      throw new AssertionError(expression, e);
    }
  }

  /** What the library makes of a refusal: what an application can show. */
  private static String failure(Page page, String expression) {
    return (String)
        page.evaluate(
            "async () => { try { await ("
                + expression
                + "); return 'none'; }"
                + " catch (failure) { return String(failure.status || failure.statusCode) + ' '"
                + " + failure; } }");
  }

  private static Set<String> ids(JsonNode resources) {
    Set<String> ids = new TreeSet<>();
    resources.forEach(resource -> ids.add(resource.at("/id").asText()));
    return ids;
  }
}
