// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.PracticeSamples;
import io.prunelle.gateway.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** A gateway with a real journal, and people of a practice who sign in to it. */
final class OfficeFixture implements AutoCloseable {

  static final String PRACTICE = "cabinet-des-lilas";
  static final String HOME = "/practice/" + PRACTICE;

  final TestDatabase database = TestDatabase.migrated();
  final PageFixture page;
  final StandInRealm realm;

  OfficeFixture() {
    this("");
  }

  /**
   * @param pageSettings further settings of the page
   */
  OfficeFixture(String pageSettings) {
    page = PageFixture.withJournal(database, pageSettings);
    realm = page.realm;
    realm.practice = PracticeSamples.json();
    // for as long as tests may run
    JsonObject host = realm.practice.getJsonArray("hosts").getJsonObject(0);
    host.getJsonObject("sheet").getJsonObject("certificate").put("expires", "2099-05-31");
    host.getJsonObject("assessment").getJsonObject("certificate").putNull("auditDue");
  }

  /** A browser signed in as a consent officer of the practice, at its page. */
  TestBrowser officer(String subject) {
    return signedIn(subject, "", PRACTICE, "consent-officer");
  }

  /**
   * A browser signed in as a member of a practice.
   *
   * @param patient FHIR id; empty for who is none
   * @param roles of the realm
   */
  TestBrowser signedIn(String subject, String patient, String practice, String... roles) {
    realm.accessClaims =
        claims ->
            claims
                .put("realm_access", new JsonObject().put("roles", new JsonArray(List.of(roles))))
                .put("organization", new JsonArray().add(practice))
                .put("staff_of", new JsonArray().add(practice))
                .put("scope", "openid hosting_consent user/AuditEvent.rs");
    TestBrowser browser = page.browser();
    browser.language = "en";
    page.signIn(browser, HOME, subject, patient);
    return browser;
  }

  /** The token of the session's forms. */
  static String csrf(HttpResponse<String> html) {
    return TestBrowser.form(html.body(), "/my/logout").get("csrf");
  }

  List<Map<String, Object>> entries(String where) {
    return database.rows(
        "SELECT e.*, o.status FROM journal.entry e LEFT JOIN journal.outcome o ON o.entry = e.id"
            + " WHERE "
            + where
            + " ORDER BY e.id");
  }

  @Override
  public void close() {
    page.close();
  }
}
