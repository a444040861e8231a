// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.token.Caller.ConsentClaim;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The projection follows the ledger over HTTP into a real database. */
final class ConsentsTest {

  private static final String HOSTING = TestRealm.HOSTING;

  private final Vertx vertx = Vertx.vertx();
  private TestRealm realm;
  private TestDatabase database;
  private Settings settings;
  private Pools pools;
  private Consents consents;

  @BeforeEach
  void start() {
    realm = TestRealm.start(vertx);
    database = TestDatabase.migrated();
    settings = TestSettings.of(realm, database);
    pools = Pools.of(vertx, settings.database());
    consents = new Consents(vertx, settings, pools.work(), WebClient.create(vertx));
  }

  @AfterEach
  void stop() {
    consents.stop().await();
    pools.stop().await();
    vertx.close().await();
  }

  @Test
  void aPatientWhoNeverDecidedHasNotPermitted() {
    follow();
    awaitFresh();

    Standing standing = standing("nobody");

    assertThat(standing.permitted()).isFalse();
    assertThat(standing.entry()).isNull();
    assertThat(standing.fresh()).isTrue();
  }

  @Test
  void theLatestDecisionCounts() {
    follow();
    for (String decision : List.of("PERMIT", "WITHDRAW", "PERMIT", "DENY", "PERMIT")) {
      long entry = realm.decide("p1", decision);
      awaitFollowed(entry);

      Standing standing = standing("p1");
      assertThat(standing.entry()).isEqualTo(entry);
      assertThat(standing.permitted()).as(decision).isEqualTo(decision.equals("PERMIT"));
    }
  }

  @Test
  void aDecisionOfAKindNotKnownHerePermitsNothing() {
    follow();
    awaitFollowed(realm.decide("p1", "CONSIDERED"));

    assertThat(standing("p1").permitted()).isFalse();
    assertThat(consents.permitted(HOSTING, "", 9).await()).isEmpty();
  }

  @Test
  void whoWasInformedIsHostedUntilTheyObjectAndAgainIfThePracticeDoesNotAgree() {
    follow();
    for (String decision : List.of("INFORMED", "OBJECT", "REJECT", "OBJECT", "UPHOLD")) {
      awaitFollowed(realm.decide("p1", decision));

      boolean permitted = decision.equals("INFORMED") || decision.equals("REJECT");
      assertThat(standing("p1").permitted()).as(decision).isEqualTo(permitted);
      assertThat(consents.permitted(HOSTING, "", 9).await()).hasSize(permitted ? 1 : 0);
    }
  }

  @Test
  void whoPermitsIsListedPageByPageInTheOrderOfBytes() {
    follow();
    for (String patient : List.of("b", "A", "a", "B-1", "c")) {
      awaitFollowed(realm.decide(patient, "PERMIT"));
    }
    awaitFollowed(realm.decide("c", "DENY"));

    assertThat(consents.permitted(HOSTING, "", 3).await()).containsExactly("A", "B-1", "a");
    assertThat(consents.permitted(HOSTING, "a", 3).await()).containsExactly("b");
  }

  @Test
  void aHostingThatIsOverPermitsNothingWhateverWasDecidedAndForGood() {
    follow();
    awaitFollowed(realm.decide("p1", "PERMIT"));
    assertThat(standing("p1").permitted()).isTrue();

    realm.end(HOSTING);
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !standing("p1").permitted());
    assertThat(consents.permitted(HOSTING, "", 9).await()).isEmpty();

    awaitFollowed(realm.decide("p1", "PERMIT"));
    assertThat(standing("p1").permitted()).isFalse();
  }

  @Test
  void whoeverIsTakenOutOfTheLedgerChangesNothingAndTheFeedIsFollowedOn() {
    follow();
    awaitFollowed(realm.decide("p1", "PERMIT"));
    List<Change> changes = new CopyOnWriteArrayList<>();
    consents.subscribe(changes::add);

    awaitFollowed(realm.decide("p1", "PERMIT", ConsentsTest::takesOutTheFirst));
    awaitFollowed(realm.decide("p2", "DENY"));

    assertThat(standing("p1").permitted()).isTrue();
    assertThat(standing("p1").entry()).isEqualTo(1);
    assertThat(changes).containsExactly(new Change(3, "p2", HOSTING));
  }

  @Test
  void anEntryOfNoKindKnownHereIsNotFollowed() {
    follow();
    awaitFollowed(realm.decide("p1", "PERMIT"));

    realm.decide(
        "p1",
        "PERMIT",
        entry -> {
          takesOutTheFirst(entry);
          entry.remove("pseudonymised");
        });

    awaitStale();
    assertThat(position()).isEqualTo(1);
  }

  @Test
  void aWithdrawalThatLostItsPatientDoesNotBringThePermissionBackInAProjectionBuiltAnew() {
    realm.decide("p1", "PERMIT");
    realm.decide("p2", "PERMIT");
    realm.decide("~" + "0".repeat(32), "WITHDRAW", entry -> entry.put("replaces", 1));

    follow();
    awaitFollowed(3);

    assertThat(standing("p1").permitted()).isFalse();
    assertThat(standing("p2").permitted()).isTrue();
    assertThat(consents.permitted(HOSTING, "", 9).await()).containsExactly("p2");
  }

  /** Who decided before it is undecided to the realm, which asks anew. */
  @Test
  void aPermissionThatLostItsPatientPermitsNobodyInAProjectionBuiltAnew() {
    List<Change> changes = new CopyOnWriteArrayList<>();
    consents.subscribe(changes::add);
    realm.decide("p1", "DENY");
    realm.decide("~" + "0".repeat(32), "PERMIT", entry -> entry.put("replaces", 1));
    realm.decide("p2", "PERMIT");
    realm.decide("~" + "1".repeat(32), "PERMIT", entry -> entry.put("replaces", 3));
    realm.decide("~" + "1".repeat(32), "INFORMED", entry -> entry.put("replaces", 4));
    realm.decide("~" + "2".repeat(32), "PERMIT");
    realm.decide("p3", "PERMIT");

    follow();
    awaitFollowed(7);

    assertThat(standing("p1")).isEqualTo(new Standing(false, 2L, null, true));
    assertThat(standing("p2")).isEqualTo(new Standing(false, 5L, null, true));
    assertThat(consents.permitted(HOSTING, "", 9).await()).containsExactly("p3");
    assertThat(changes).extracting(Change::patient).containsExactly("p1", "p2", "p3");
  }

  @Test
  void whoDecidesAgainAfterADecisionThatLostItsPatientIsHeldToThat() {
    realm.decide("p1", "DENY");
    realm.decide("~" + "0".repeat(32), "WITHDRAW", entry -> entry.put("replaces", 1));
    realm.decide("p1", "PERMIT", entry -> entry.put("replaces", 2));

    follow();
    awaitFollowed(3);

    assertThat(standing("p1")).isEqualTo(new Standing(true, 3L, null, true));
  }

  private static void takesOutTheFirst(JsonObject entry) {
    for (String member :
        List.of("patient", "hosting", "notice", "decision", "decidedAt", "until")) {
      entry.remove(member);
    }
    entry
        .put("version", 3)
        .put("pseudonymised", new JsonArray().add(1))
        .put("pseudonymisedAt", "2026-11-23T10:00:00.000Z");
  }

  @Test
  void aDecisionOnAnotherHostingPermitsNothingHere() {
    follow();
    awaitFollowed(
        realm.decide("p1", "PERMIT", entry -> entry.put("hosting", "cabinet-des-lilas@other")));

    assertThat(standing("p1").permitted()).isFalse();
  }

  @Test
  void aPermissionEndsWhenItsTimeIsOver() {
    follow();
    long end = Instant.now().getEpochSecond() + 5;
    awaitFollowed(realm.decide("p1", "PERMIT", entry -> entry.put("until", end)));
    assertThat(standing("p1").permitted()).isTrue();
    assertThat(standing("p1").until()).isEqualTo(Instant.ofEpochSecond(end));
    assertThat(consents.permitted(HOSTING, "", 9).await()).containsExactly("p1");

    Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> !standing("p1").permitted());
    assertThat(consents.permitted(HOSTING, "", 9).await()).isEmpty();
  }

  @Test
  void aWithdrawalIsKnownWithoutAnybodyAsking() {
    follow();
    awaitFollowed(realm.decide("p1", "PERMIT"));

    realm.decide("p1", "WITHDRAW");

    Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> !standing("p1").permitted());
  }

  @Test
  void aTokenThatKnowsMoreMakesTheProjectionCatchUpFirst() {
    settings = slow(settings);
    consents = new Consents(vertx, settings, pools.work(), WebClient.create(vertx));
    follow();
    awaitFresh();
    long entry = realm.decide("p1", "PERMIT");

    Standing standing = consents.standing("p1", HOSTING, new ConsentClaim(entry)).await();

    assertThat(standing.permitted()).isTrue();
    assertThat(standing.fresh()).isTrue();
  }

  @Test
  void aTokenThatKnowsMoreThanTheLedgerWillTellClosesTheCloud() {
    follow();
    awaitFollowed(realm.decide("p1", "PERMIT"));

    Standing standing = consents.standing("p1", HOSTING, new ConsentClaim(99)).await();

    assertThat(standing.fresh()).isFalse();
  }

  @Test
  void aTokenThatKnowsLessIsOverruled() {
    follow();
    awaitFollowed(realm.decide("p1", "PERMIT"));
    awaitFollowed(realm.decide("p1", "WITHDRAW"));

    ConsentClaim stale = new ConsentClaim(1);
    assertThat(consents.standing("p1", HOSTING, stale).await().permitted()).isFalse();
  }

  @Test
  void whenTheFeedIsOutOfReachForTooLongTheCloudCloses() {
    follow();
    awaitFollowed(realm.decide("p1", "PERMIT"));

    realm.feedReachable(false);

    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !standing("p1").fresh());
    assertThat(consents.ready().failed()).isTrue();
    realm.feedReachable(true);
    awaitFresh();
    assertThat(consents.ready().succeeded()).isTrue();
  }

  @Test
  void aLedgerThatSkipsAPositionIsNotFollowed() {
    follow();
    awaitFollowed(realm.decide("p1", "PERMIT"));

    realm.decide("p1", "WITHDRAW", entry -> entry.put("position", 3));

    awaitStale();
    assertThat(position()).isEqualTo(1);
  }

  @Test
  void aLedgerWhoseEntriesDoNotChainIsNotFollowed() {
    follow();
    awaitFollowed(realm.decide("p1", "PERMIT"));

    realm.decide("p1", "DENY", entry -> entry.put("previousHash", "f".repeat(64)));

    awaitStale();
    assertThat(position()).isEqualTo(1);
  }

  @Test
  void aLedgerRestoredToAnEarlierPositionIsNotFollowed() {
    follow();
    realm.decide("p1", "PERMIT");
    awaitFollowed(realm.decide("p1", "WITHDRAW"));

    realm.restore(1);

    awaitStale();
    assertThat(standing("p1").permitted()).isFalse();
  }

  /** The practices' own hosts are served by it. */
  @Test
  void aLedgerThatDoesNotFitKeepsNoInstanceFromServing() {
    follow();
    realm.decide("p1", "PERMIT");
    awaitFollowed(realm.decide("p1", "WITHDRAW"));
    realm.restore(1);
    Consents another = new Consents(vertx, settings, pools.work(), WebClient.create(vertx));
    try {
      realm.feedReachable(false);
      another.start().await();
      awaitCause(another, "answers 500");
      assertThat(another.followed().failed()).isTrue();

      realm.feedReachable(true);
      awaitCause(another, "the ledger ends at 1, the projection at 2");

      assertThat(another.followed().succeeded()).isTrue();
      assertThat(another.ready().failed()).isTrue();
      assertThat(another.state().getString("state")).isEqualTo("stale");
    } finally {
      another.stop().await();
    }
  }

  @Test
  void aLedgerThatWasRestoredIsFollowedOnceWhatWasReadIsForgotten() throws SQLException {
    follow();
    String over = "cabinet-des-lilas@gone";
    realm.end(over);
    realm.decide("p1", "PERMIT");
    realm.decide("p2", "PERMIT");
    awaitFollowed(realm.decide("p2", "WITHDRAW"));
    assertThat(standing("p1").permitted()).isTrue();
    realm.restore(1);
    realm.decide("p1", "WITHDRAW", entry -> entry.put("hash", "e".repeat(64)));
    awaitStale();

    assertThat(Rebuild.run(settings)).isEqualTo(2);

    awaitFollowed(2);
    awaitFresh();
    assertThat(standing("p1"))
        .isEqualTo(new Standing(false, 2L, null, true))
        .isEqualTo(consents.standings(Set.of("p1"), HOSTING, null).await().get("p1"));
    assertThat(standing("p2").entry()).isNull();
    assertThat(consents.state().containsKey("cause")).isFalse();
    assertThat(database.rows("SELECT hosting FROM consent.ended"))
        .containsExactly(Map.of("hosting", over));
  }

  private static void awaitCause(Consents consents, String cause) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> consents.state().getString("cause", "").contains(cause));
  }

  @Test
  void aLedgerRestoredAndGrownToTheSameLengthIsNotFollowed() {
    follow();
    realm.decide("p1", "PERMIT");
    awaitFollowed(realm.decide("p2", "DENY"));

    // Given another entry in the place of the last one, while nobody looked
    realm.feedReachable(false);
    realm.restore(1);
    realm.decide("p1", "WITHDRAW", entry -> entry.put("hash", "e".repeat(64)));
    realm.feedReachable(true);

    awaitStale();
    assertThat(position()).isEqualTo(2);
  }

  @Test
  void aDatabaseThatLostAWithdrawalPermitsNothingUntilTheLedgerHasBeenReadAgain() {
    follow();
    awaitFollowed(realm.decide("p1", "PERMIT"));
    String hash = (String) database.rows("SELECT hash FROM consent.feed").get(0).get("hash");
    awaitFollowed(realm.decide("p1", "WITHDRAW"));
    awaitFresh();

    // Given a standby that has not heard of it, and a realm that is out of reach
    realm.feedReachable(false);
    database.execute("UPDATE consent.decision SET decision = 'PERMIT', position = 1");
    database.execute("UPDATE consent.feed SET position = 1, hash = ?", hash);

    assertThat(standing("p1").fresh()).isFalse();
    assertThat(consents.standings(Set.of("p1"), HOSTING, null).await().get("p1").fresh()).isFalse();
    assertThat(consents.ready().failed()).isTrue();

    realm.feedReachable(true);
    awaitFollowed(2);
    awaitFresh();
    assertThat(standing("p1").permitted()).isFalse();
    assertThat(standing("p1").fresh()).isTrue();
  }

  @Test
  void aHostingThatIsOverStaysOverInADatabaseThatForgotIt() {
    follow();
    awaitFollowed(realm.decide("p1", "PERMIT"));
    realm.end(HOSTING);
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !standing("p1").permitted());

    database.execute("DELETE FROM consent.ended");

    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> !database.rows("SELECT hosting FROM consent.ended").isEmpty());
    assertThat(standing("p1").permitted()).isFalse();
  }

  @Test
  void manyEntriesAreReadInSeveralRounds() {
    for (int i = 0; i < LedgerFeed.MOST_AT_ONCE * 2 + 7; i++) {
      realm.decide("p" + i % 10, "PERMIT");
    }

    follow();

    awaitFollowed(realm.ledger());
    assertThat(consents.permitted(HOSTING, "", 99).await()).hasSize(10);
  }

  /** As a gateway has to that starts where many have decided. */
  @Test
  void aLedgerOfThousandsOfPagesIsReadToItsEnd() {
    for (int i = 0; i < 20_000; i++) {
      realm.decide("p" + i % 10, "PERMIT");
    }
    consents = new Consents(vertx, settings, pools.work(), WebClient.create(vertx), 9);

    follow();

    Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> position() == realm.ledger());
    awaitFresh();
    awaitFollowed(realm.decide("p1", "WITHDRAW"));
  }

  @Test
  void instancesShareOneProjectionAndNoneFallsBehind() {
    Consents other = new Consents(vertx, settings, pools.work(), WebClient.create(vertx));
    follow();
    other.start().await();
    for (int i = 0; i < 40; i++) {
      realm.decide("p1", i % 2 == 0 ? "PERMIT" : "WITHDRAW");
    }

    awaitFollowed(realm.ledger());

    Awaitility.await().until(() -> other.ready().succeeded() && consents.ready().succeeded());
    assertThat(database.rows("SELECT decision FROM consent.decision"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("decision", "WITHDRAW"));
    other.stop().await();
  }

  @Test
  void listenersAreToldOnceTheProjectionKnows() {
    List<Change> changes = new CopyOnWriteArrayList<>();
    consents.subscribe(
        change -> {
          assertThat(position()).isGreaterThanOrEqualTo(change.position());
          changes.add(change);
        });
    follow();

    realm.decide("p1", "PERMIT");
    realm.decide("p2", "DENY");

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(changes)
                    .containsExactly(new Change(1, "p1", HOSTING), new Change(2, "p2", HOSTING)));
  }

  @Test
  void aRefusalBindsHoweverSeldomTheLedgerIsAskedFor() {
    seldom();
    permitted("p1");
    long entry = realm.decide("p1", "WITHDRAW");

    consents.binds("p1", HOSTING, entry).await();

    assertThat(standing("p1")).isEqualTo(new Standing(false, entry, null, true));
    assertThat(database.rows("SELECT 1 FROM consent.awaited")).isEmpty();
  }

  @Test
  void aRefusalThatCannotBeFollowedBindsAndNobodyElsesDoes() {
    seldom();
    permitted("p1", "p2");
    Consents another = new Consents(vertx, settings, pools.work(), WebClient.create(vertx));
    another.start().await();
    Awaitility.await().until(() -> another.ready().succeeded());
    another.standing("p1", HOSTING, null).await();
    realm.feedReachable(false);
    long entry = realm.decide("p1", "WITHDRAW");

    consents.binds("p1", HOSTING, entry).await();

    Standing refused = new Standing(false, entry, null, true);
    assertThat(standing("p1")).isEqualTo(refused);
    assertThat(consents.standings(Set.of("p1", "p2"), HOSTING, null).await())
        .containsEntry("p1", refused)
        .containsEntry("p2", new Standing(true, 2L, null, true));
    assertThat(another.standing("p1", HOSTING, null).await()).isEqualTo(refused);
    assertThat(consents.permitted(HOSTING, "", 9).await()).containsExactly("p2");

    // and then says nothing any more
    realm.feedReachable(true);
    long again = realm.decide("p1", "PERMIT");
    consents.reach().await();
    assertThat(standing("p1")).isEqualTo(new Standing(true, again, null, true));
    assertThat(consents.permitted(HOSTING, "", 9).await()).containsExactly("p1", "p2");
    another.stop().await();
  }

  /** What an instance remembered counts at that revision alone. */
  @Test
  void whatIsAwaitedMakesInstancesForgetWhatTheyRemembered() {
    seldom();
    permitted("p1");
    standing("p1");
    long before = consents.remembered("p1", HOSTING, null).orElseThrow().revision();
    realm.feedReachable(false);

    consents.binds("p1", HOSTING, realm.decide("p1", "WITHDRAW")).await();

    assertThat(revision()).isNotEqualTo(before);
  }

  /** As when the realm was restored from a backup, and has another entry there by now. */
  @Test
  void whatWasAwaitedAndIsNotThereIsNotRememberedOnceItIsFollowed() {
    seldom();
    permitted("p1");
    realm.feedReachable(false);
    consents.binds("p1", HOSTING, 2).await();
    Awaitility.await()
        .until(
            () -> {
              standing("p1");
              return consents
                  .remembered("p1", HOSTING, null)
                  .filter(known -> !known.value().permitted())
                  .isPresent();
            });
    realm.feedReachable(true);

    realm.decide("p2", "PERMIT");
    consents.reach().await();
    consents.seen(revision());

    Awaitility.await().until(() -> consents.remembered("p1", HOSTING, null).isEmpty());
    assertThat(standing("p1").permitted()).isTrue();
  }

  @Test
  void theLatestOfThoseThatAreAwaitedCounts() {
    seldom();
    permitted("p1");
    realm.feedReachable(false);

    consents.binds("p1", HOSTING, 5).await();
    consents.binds("p1", HOSTING, 3).await();

    assertThat(standing("p1").entry()).isEqualTo(5);
  }

  @Test
  void aRefusalThatIsNeitherFollowedNorNotedIsNotSaidToBind() {
    seldom();
    permitted("p1");
    realm.feedReachable(false);
    database.execute("REVOKE INSERT ON consent.awaited FROM prunelle_gateway");
    long entry = realm.decide("p1", "WITHDRAW");

    assertThat(catchThrowable(() -> consents.binds("p1", HOSTING, entry).await())).isNotNull();

    realm.feedReachable(true);
    consents.binds("p1", HOSTING, entry).await();
    assertThat(standing("p1").permitted()).isFalse();
  }

  @Test
  void whoForgetsWhatWasReadAwaitsNothing() throws SQLException {
    seldom();
    permitted("p1");
    realm.feedReachable(false);
    consents.binds("p1", HOSTING, 9).await();

    Rebuild.run(settings);

    assertThat(database.rows("SELECT 1 FROM consent.awaited")).isEmpty();
    realm.feedReachable(true);
    consents.reach().await();
    assertThat(standing("p1").permitted()).isTrue();
  }

  @Test
  void catchingUpAsksTheLedgerAfterwardsWhoeverHasJustAsked() {
    seldom();
    permitted("p1");
    Promise<Void> answers = Promise.promise();
    realm.feedWaits(answers.future());
    int before = realm.feedAsked();
    Future<Void> underWay = consents.reach(1);
    Awaitility.await().until(() -> realm.feedAsked() > before);
    realm.decide("p1", "WITHDRAW");

    Future<Void> reached = consents.reach();
    answers.complete();
    reached.await();

    assertThat(standing("p1").permitted()).isFalse();
    assertThat(underWay.succeeded()).isTrue();
  }

  @Test
  void catchingUpWithALedgerThatCannotBeFollowedFails() {
    seldom();
    permitted("p1");
    realm.feedReachable(false);

    assertThat(catchThrowable(() -> consents.reach().await())).isNotNull();
  }

  /** The ledger is asked for at the start, and then by who wants to know. */
  private void seldom() {
    settings = slow(settings);
    consents = new Consents(vertx, settings, pools.work(), WebClient.create(vertx));
    follow();
    awaitFresh();
  }

  private void permitted(String... patients) {
    for (String patient : patients) {
      realm.decide(patient, "PERMIT");
    }
    consents.reach().await();
  }

  private long revision() {
    return (long) database.rows(Consents.REVISION).get(0).values().iterator().next();
  }

  @Test
  void reachingAPositionThatIsNeverWrittenFailsInTime() {
    follow();
    awaitFresh();

    assertThat(catchThrowable(() -> consents.reach(7).await())).isNotNull();
  }

  private void follow() {
    consents.start().await();
  }

  private static Settings slow(Settings settings) {
    return TestSettings.with(
        settings,
        new Settings.Consent(
            settings.consent().client(),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            Duration.ofSeconds(2)));
  }

  private Standing standing(String patient) {
    return consents.standing(patient, HOSTING, null).await();
  }

  private long position() {
    return (long) database.rows("SELECT position FROM consent.feed").get(0).get("position");
  }

  private void awaitFollowed(long entry) {
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> position() == entry);
  }

  private void awaitFresh() {
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> consents.ready().succeeded());
  }

  private void awaitStale() {
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> consents.ready().failed());
  }
}
