// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.page.login.SessionTable.Stored;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the real table: how sessions are found, bounded, and kept from who reads it. */
class SessionsTest {

  private static final Duration LEASE = Duration.ofSeconds(20);

  private final TestDatabase database = TestDatabase.migrated();
  private final Vertx vertx = Vertx.vertx();
  private final Pools pools = Pools.of(vertx, database.settings());
  private final SessionLimits limits =
      new SessionLimits(Duration.ofMinutes(20), Duration.ofHours(8), 2, 4);
  private final SessionTable table = new SessionTable(pools.work(), limits);
  private final Sessions sessions = sessions("client secret");

  @AfterEach
  void stop() {
    pools.stop().await();
    vertx.close().await();
  }

  @Test
  void aSessionIsFoundByItsIdOnly() {
    String id = open("anne");

    assertThat(find(id)).isPresent();
    assertThat(find(id).orElseThrow().session().subject()).isEqualTo("anne");
    assertThat(find(id + "x")).isEmpty();
    assertThat(find("chosen-by-someone-else")).isEmpty();
    assertThat(find(Sessions.key(id))).isEmpty();
  }

  @Test
  void aSessionNobodyUsesEnds() {
    String id = open("anne");

    pass("used_at", "19 minutes");
    assertThat(find(id)).isPresent();
    pass("used_at", "19 minutes");
    assertThat(find(id)).isPresent();
    pass("used_at", "20 minutes");
    assertThat(find(id)).isEmpty();
  }

  @Test
  void aSessionInConstantUseEndsAllTheSame() {
    String id = open("anne");

    pass("began_at", "479 minutes");
    assertThat(find(id)).isPresent();
    pass("began_at", "1 minute");
    assertThat(find(id)).isEmpty();
  }

  @Test
  void whoWritesIntoTheTableDoesNotProlongASession() {
    // Given a session that was begun eight hours ago, and a table that says otherwise
    Clock then = Clock.offset(Clock.systemUTC(), limits.absolute().negated());
    String id =
        new Sessions(table, limits, List.of("client secret"), then).open(signedIn("anne")).await();

    assertThat(database.rows("SELECT 1 FROM page.session WHERE began_at > now() - interval '1 h'"))
        .hasSize(1);
    assertThat(find(id)).isEmpty();
  }

  @Test
  void aClosedSessionIsGone() {
    String id = open("anne");

    sessions.close(id).await();

    assertThat(find(id)).isEmpty();
    assertThat(rows()).isEmpty();
  }

  @Test
  void oneMoreSessionOfAPersonEndsTheirLeastRecentAndNobodyElses() {
    String other = open("bruno");
    String first = open("anne");
    String second = open("anne");
    pass("used_at", "1 minute");
    assertThat(find(first)).isPresent();

    String third = open("anne");

    assertThat(find(second)).isEmpty();
    assertThat(List.of(other, first, third)).allMatch(id -> find(id).isPresent());
  }

  @Test
  void theNumberOfSessionsIsBoundedHoweverTheyComeTogether() {
    List<io.vertx.core.Future<String>> opened =
        IntStream.range(0, 12).mapToObj(i -> sessions.open(signedIn("person-" + i))).toList();
    io.vertx.core.Future.all(opened).await();
    pass("used_at", "1 minute");
    String last = open("one more");

    table.prune().await();

    assertThat(rows()).hasSize(4);
    assertThat(find(last)).isPresent();
  }

  @Test
  void aPersonsSessionsAreBoundedHoweverTheyComeTogether() {
    io.vertx.core.Future.all(
            IntStream.range(0, 12).mapToObj(i -> sessions.open(signedIn("anne"))).toList())
        .await();

    assertThat(rows()).hasSize(2);
  }

  @Test
  void aSignInThatComesWithTheSignOutOfItsSessionDoesNotOutliveIt() {
    String session = Secrets.sha256("session-at-the-realm");
    for (int round = 0; round < 20; round++) {
      List<io.vertx.core.Future<?>> both = new ArrayList<>();
      both.add(sessions.open(signedIn("person-" + round)).otherwiseEmpty());
      both.add(table.end("token-" + round, Instant.now().plusSeconds(60), session, null));
      io.vertx.core.Future.all(both).await();

      assertThat(rows()).isEmpty();
      database.execute("DELETE FROM page.logout");
    }
  }

  @Test
  void whatIsOverIsRemoved() {
    open("anne");
    table.end("a token", Instant.now(), "a session", null).await();
    pass("used_at", "20 minutes");
    database.execute("UPDATE page.logout SET until = now() - interval '1 second'");
    String lasting = open("bruno");

    table.prune().await();

    assertThat(rows()).hasSize(1);
    assertThat(find(lasting)).isPresent();
    assertThat(database.rows("SELECT 1 FROM page.logout")).isEmpty();
  }

  @Test
  void theTableHasNoTokenNoNameAndNoId() {
    String id = open("anne");

    assertThat(rows().toString())
        .doesNotContain(id, "anne", "access", "refresh", "id-token", "session-at-the-realm");
  }

  @Test
  void whatWasSealedForOneRowDoesNotOpenInAnother() {
    String anne = open("anne");
    String bruno = open("bruno");

    // Given anne's row in the place of bruno's, so that his cookie leads to what is hers
    database.execute("DELETE FROM page.session WHERE id = ?", Sessions.key(bruno));
    database.execute(
        "UPDATE page.session SET id = ? WHERE id = ?", Sessions.key(bruno), Sessions.key(anne));

    assertThat(find(bruno)).isEmpty();
    assertThat(find(anne)).isEmpty();
  }

  @Test
  void whoHasTheTableAndTheClientsSecretStillLearnsNoToken() {
    String id = open("anne");
    String sealed = table.find(Sessions.key(id)).await().orElseThrow().sealed();

    Seal stolen = Seal.of(List.of("client secret"), "prunelle page: session");

    assertThat(stolen.open(sealed, Sessions.key(id))).isEmpty();
    assertThat(stolen.within(Sessions.key(id)).open(sealed, Sessions.key(id))).isEmpty();
  }

  @Test
  void aFormerSecretOpensWhatItSealedAndSealsNothing() {
    String before = open("anne");
    Sessions rotated = sessions("new secret", "client secret");
    String after = rotated.open(signedIn("bruno")).await();

    assertThat(rotated.find(before).await()).isPresent();
    assertThat(rotated.find(after).await()).isPresent();
    assertThat(find(after)).isEmpty();
    assertThat(sessions("new secret").find(before).await()).isEmpty();
  }

  @Test
  void tokensOfOneVersionAreRenewedByOne() {
    String key = Sessions.key(open("anne"));
    OffsetDateTime lease = table.claim(key, 0, LEASE).await().orElseThrow();

    assertThat(table.claim(key, 0, LEASE).await()).isEmpty();
    assertThat(table.replace(key, lease.minusSeconds(1), "theirs").await()).isFalse();
    assertThat(table.replace(key, lease, "ours").await()).isTrue();

    // Nobody who knew the tokens from before renews them again
    assertThat(table.claim(key, 0, LEASE).await()).isEmpty();
    assertThat(table.find(key).await()).contains(new Stored("ours", 1));
    assertThat(table.claim(key, 1, LEASE).await()).isPresent();
  }

  @Test
  void aRenewalThatWasGivenUpOrTookTooLongIsAnybodys() {
    String key = Sessions.key(open("anne"));
    OffsetDateTime given = table.claim(key, 0, LEASE).await().orElseThrow();
    table.release(key, given).await();
    OffsetDateTime slow = table.claim(key, 0, LEASE).await().orElseThrow();
    pass("renewing_until", "21 seconds");

    OffsetDateTime mine = table.claim(key, 0, LEASE).await().orElseThrow();

    assertThat(table.replace(key, slow, "late").await()).isFalse();
    assertThat(table.close(key, slow).await()).isFalse();
    assertThat(table.replace(key, mine, "mine").await()).isTrue();
    assertThat(table.close(key, mine).await()).isFalse();
    assertThat(table.find(key).await()).contains(new Stored("mine", 1));
  }

  @Test
  void whoIsToRenewASessionMayEndIt() {
    String key = Sessions.key(open("anne"));
    OffsetDateTime lease = table.claim(key, 0, LEASE).await().orElseThrow();

    assertThat(table.close(key, lease).await()).isTrue();

    assertThat(rows()).isEmpty();
  }

  @Test
  void theGatewaysRoleDoesNotChangeWhoseASessionIsOrWhenItBegan() {
    open("anne");

    for (String column : List.of("id", "subject", "began_at", "provider_session")) {
      assertThat(
              pools
                  .work()
                  .query("UPDATE page.session SET " + column + " = " + column)
                  .execute()
                  .map("changed")
                  .otherwise(Throwable::getMessage)
                  .await())
          .contains("permission denied");
    }
  }

  @Test
  void aFormsTokenIsOfItsSessionOnly() {
    Session one = Session.begin(signedIn("anne"), Instant.MAX);
    Session two = Session.begin(signedIn("anne"), Instant.MAX);

    assertThat(one.vouchesFor(one.csrf(null), null)).isTrue();
    assertThat(one.vouchesFor(two.csrf(null), null)).isFalse();
    assertThat(one.vouchesFor("", null)).isFalse();
    assertThat(one.vouchesFor(null, null)).isFalse();
    // A form is about whom it was shown for
    assertThat(one.vouchesFor(one.csrf("p1"), "p1")).isTrue();
    assertThat(one.vouchesFor(one.csrf("p1"), "p2")).isFalse();
    assertThat(one.vouchesFor(one.csrf("p1"), null)).isFalse();
    assertThat(one.vouchesFor(one.csrf(null), "p1")).isFalse();
  }

  @Test
  void tokensDoNotEndUpInLogs() {
    String id = open("anne");

    assertThat(find(id).orElseThrow().toString()).doesNotContain(id, "access", "refresh");
    assertThat(find(id).orElseThrow().session().tokens().toString())
        .doesNotContain("access", "refresh", "id-token");
  }

  private Sessions sessions(String... secrets) {
    return new Sessions(table, limits, List.of(secrets), Clock.systemUTC());
  }

  private String open(String subject) {
    return sessions.open(signedIn(subject)).await();
  }

  private Optional<Sessions.Open> find(String id) {
    return sessions.find(id).await();
  }

  private List<Map<String, Object>> rows() {
    return new ArrayList<>(database.rows("SELECT * FROM page.session"));
  }

  /** As if that time had passed. */
  private void pass(String column, String time) {
    database.execute(
        "UPDATE page.session SET %1$s = %1$s - interval '%2$s'".formatted(column, time));
  }

  private static SignedIn signedIn(String subject) {
    return new SignedIn(
        new TokenSet("access", "refresh", "id-token", Instant.now().plusSeconds(300)),
        new Caller(
            subject, subject, Set.of(), Set.of(), null, null, Map.of(), Set.of(), null, null, false,
            null),
        "session-at-the-realm",
        Instant.now(),
        null);
  }
}
