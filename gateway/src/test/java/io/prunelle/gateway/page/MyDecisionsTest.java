// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All decisions of a patient who has taken many. */
class MyDecisionsTest {

  private static final int MANY = 501;

  /** Bytes, of a page on its own. */
  private static final int LIGHT = 50_000;

  private static final Pattern RECEIPT = Pattern.compile("decisions/([0-9]+)/receipt\\.html");
  private static final Pattern OLDER = Pattern.compile("href=\"([^\"]*)\" rel=\"next\"");

  private final PageFixture page = new PageFixture("http");
  private TestBrowser anne;

  @BeforeEach
  void whoDecidedOften() {
    page.realm.decisions = new JsonArray();
    for (int position = MANY; position > 0; position--) {
      page.realm.decisions.add(
          LedgerSamples.decision(position % 2 == 1 ? "PERMIT" : "WITHDRAW")
              .put("position", position)
              .put("decidedAt", Instant.ofEpochSecond(1_700_000_000L + position).toString()));
    }
    anne = page.signedIn("anne", "p1");
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void homeShowsTheNewestFewAndLeadsToAllOfThem() {
    String home = anne.get("/my").body();

    assertThat(positions(home)).containsExactly(501L, 500L, 499L);
    assertThat(home)
        .contains(
            "Mes 3 dernières décisions", "<a href=\"/my/decisions\">Voir toutes mes décisions");
    assertThat(home.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LIGHT);
  }

  @Test
  void whoDecidedThreeTimesIsShownAllOfItAtHome() {
    page.realm.decisions = new JsonArray(page.realm.decisions.stream().limit(3).toList());

    String home = anne.get("/my").body();

    assertThat(positions(home)).hasSize(3);
    assertThat(home).contains("Mes 3 décisions").doesNotContain("href=\"/my/decisions\"");
  }

  @Test
  void eachIsOnOnePageNewestFirstUntilThereAreNoMore() {
    List<Long> seen = new ArrayList<>();
    String path = "/my/decisions";
    while (path != null) {
      String html = anne.get(path).body();
      assertThat(html.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LIGHT);
      List<Long> positions = positions(html);
      assertThat(positions).as(path).isNotEmpty();
      seen.addAll(positions);
      assertThat(seen).as("no end").hasSizeLessThanOrEqualTo(MANY);
      Matcher older = OLDER.matcher(html);
      path = older.find() ? older.group(1) : null;
    }

    assertThat(seen)
        .isEqualTo(LongStream.rangeClosed(1, MANY).map(i -> MANY + 1 - i).boxed().toList());
  }

  @Test
  void behindTheLastOneThePageSaysThatThereAreNoOlderOnes() {
    assertThat(anne.get("/my/decisions?before=1").body())
        .contains("Il n’y a pas de décision plus ancienne", "href=\"/my#choices\"")
        .doesNotContain("<table", "rel=\"next\"");
    page.realm.decisions = new JsonArray();
    assertThat(anne.get("/my/decisions").body()).contains("Vous n’avez encore rien décidé");
  }

  @Test
  void theOtherLanguageAndSigningInLeadBackToTheSamePage() {
    String older = "/my/decisions?before=400";

    assertThat(anne.get(older).body()).contains("href=\"" + older + "&amp;lang=en\"");
    assertThat(TestBrowser.location(anne.get(older + "&lang=en"))).isEqualTo(older);
    String english = anne.get(older).body();
    assertThat(english).contains("All my decisions", "See older decisions");
    assertThat(positions(english)).startsWith(399L);
    assertThat(TestBrowser.location(page.signIn(page.browser(), older, "anne", "p1")))
        .isEqualTo(older);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "1e3", "9999999999999999999", "%22%3E%3Cb%3E", ""})
  void whatIsNoPositionIsNotAskedForAndNotRepeated(String nonsense) {
    String html = anne.get("/my/decisions?before=" + nonsense).body();

    assertThat(positions(html)).startsWith(501L);
    assertThat(html).contains("href=\"/my/decisions?lang=en\"").doesNotContain("<b>");
  }

  private static List<Long> positions(String html) {
    return RECEIPT.matcher(html).results().map(found -> Long.valueOf(found.group(1))).toList();
  }
}
