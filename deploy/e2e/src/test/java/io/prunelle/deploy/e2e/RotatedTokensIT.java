// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A realm in which a refresh token counts once, and access tokens for seconds. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(23)
final class RotatedTokensIT {

  private static final List<String> CHANGED =
      List.of("revokeRefreshToken", "refreshTokenMaxReuse", "accessTokenLifespan");

  private final Http http = new Http();
  private final Demo demo;
  private final Browser browser;
  private final ObjectNode before = new ObjectMapper().createObjectNode();

  RotatedTokensIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
  }

  @BeforeEach
  void rotate() {
    JsonNode settings = http.get(realm(), administrator()).json();
    CHANGED.forEach(name -> before.set(name, settings.get(name)));
    change(
        "{\"revokeRefreshToken\": true, \"refreshTokenMaxReuse\": 0, \"accessTokenLifespan\": 12}");
  }

  @AfterEach
  void asItWas() {
    change(before.toString());
  }

  @Test
  void aPatientWithSeveralTabsStaysSignedIn() {
    Page page = browser.signedIn("en-GB", demo.patient("PERMIT", 0), demo.page());
    String cookies =
        page.context().cookies(demo.page()).stream()
            .map(cookie -> cookie.name + "=" + cookie.value)
            .collect(Collectors.joining("; "));

    // When all tabs ask at once, again and again, until the tokens were renewed several times
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(250))
        .until(
            () -> {
              List<CompletableFuture<Http.Answer>> tabs =
                  Stream.generate(() -> CompletableFuture.supplyAsync(() -> read(cookies)))
                      .limit(5)
                      .toList();
              // Then none of them is ever sent to sign in
              assertThat(tabs).allSatisfy(tab -> assertThat(tab.join().status()).isEqualTo(200));
              return renewals() >= 3;
            });
  }

  private Http.Answer read(String cookies) {
    return http.send("GET", demo.page(), null, null, null, "Cookie", cookies);
  }

  private long renewals() throws SQLException {
    try (Connection connection = new AccessJournal(demo).connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT max(version) FROM page.session")) {
      row.next();
      return row.getLong(1);
    }
  }

  private void change(String settings) {
    Http.Answer answer = http.send("PUT", realm(), administrator(), "application/json", settings);
    assertThat(answer.status()).as(answer.body()).isEqualTo(204);
  }

  private String administrator() {
    return new Realm(demo, http).administrator();
  }

  private String realm() {
    return demo.text("/keycloak") + "/admin/realms/" + demo.text("/realm");
  }
}
