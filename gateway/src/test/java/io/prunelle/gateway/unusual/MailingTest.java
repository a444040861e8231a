// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Feed;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.ops.Metrics;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.micrometer.backends.BackendRegistries;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The realm is told whose record was opened unusually, and nothing else, until it has it. */
final class MailingTest {

  private static final JsonObject SENT = mail("sent", 0);
  private static final JsonObject UNWANTED = mail("unwanted", 0);
  private static final JsonObject NOT_SENT = problem(503, "mail-not-sent");

  private final TestDatabase database = TestDatabase.migrated();
  private final Vertx vertx = Metrics.measured();
  private final TestRealm realm = TestRealm.start(vertx);
  private final Settings settings = TestSettings.of(realm, database);
  private final Pools pools = Pools.of(vertx, settings.database());
  private final MailOutbox outbox = new MailOutbox(pools.work());
  private final Notices notices = new Notices(pools.work(), settings.unusual());
  private final Mailing mailing =
      new Mailing(vertx, settings, pools.work(), WebClient.create(vertx), Duration.ofMillis(50));

  /** At the pace that a realm takes. */
  private final Mailing paced = new Mailing(vertx, settings, pools.work(), WebClient.create(vertx));

  @AfterEach
  void close() {
    mailing.stop().await();
    pools.stop().await();
    realm.stop();
    vertx.close().await();
  }

  @Test
  void whatIsFoundIsToldWithNothingButWhomItIsAbout() {
    realm.answersMail(SENT);
    Journal journal = Journal.of(vertx, settings, pools.work(), "machine/17", Clock.systemUTC());
    journal.start();
    Watching watching =
        new Watching(
            vertx,
            settings,
            new Feed(vertx, settings.database(), pools.work(), Feed.Reader.UNUSUAL),
            Clock.systemUTC());
    watching.start().await();
    mailing.start().await();

    for (String subject : List.of("dr-lemoine", "dr-moreau", "dr-garnier\r\nBcc: x")) {
      journal
          .record(
              new Entry(
                  "request",
                  new Entry.Agent(subject, subject, "practitioner", "app", "jti", "127.0.0.1"),
                  new Entry.Act("read", "Condition", "c1", null, "GET", "/fhir/lilas/Condition/c1"),
                  new Entry.Where("lilas", "p1", "host", null, null),
                  true,
                  "consent-permit"),
              new Outcome(200, 12, Duration.ofMillis(3), "completed"))
          .await();
    }

    soon().until(() -> !realm.reported().isEmpty() && rows().isEmpty());
    assertThat(realm.reported())
        .allSatisfy(
            report ->
                assertThat(report)
                    .matches(
                        "/consent/patients/p1/unusual/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
    // several at once are one, unless they came while it was told
    assertThat(realm.reported()).hasSizeLessThanOrEqualTo(2);
    watching.stop().await();
    journal.stop().await();
  }

  @Test
  void whoWantsNoneIsNotAskedAboutAgain() {
    realm.answersMail(UNWANTED);
    unusual("p1");

    mailing.start().await();

    soon().until(() -> rows().isEmpty());
    assertThat(realm.reported()).hasSize(1);
  }

  @Test
  void whatThePatientHasSeenIsNotToldAnyMore() {
    UUID entry = unusual("p1");
    notices.seen("p1", List.of(entry)).await();

    mailing.start().await();

    soon().until(() -> rows().isEmpty());
    assertThat(realm.reported()).isEmpty();
  }

  @Test
  void thoseWhoHaveSeenWhatThereWasHoldNobodyUp() {
    // Given more of them than are told at the realm's pace while the test waits
    realm.answersMail(SENT);
    for (int i = 0; i < 40; i++) {
      notices.seen("p" + i, List.of(unusual("p" + i))).await();
    }
    unusual("last");

    paced.start().await();

    soon().until(() -> rows().isEmpty());
    assertThat(realm.reported()).hasSize(1);
    paced.stop().await();
  }

  @Test
  void thoseWhoWantNoneHoldNobodyUp() {
    // Given more of them than there could be mails while the test waits
    realm.answersMail(UNWANTED);
    for (int i = 0; i < 40; i++) {
      unusual("p" + i);
    }

    paced.start().await();

    soon().until(() -> rows().isEmpty());
    assertThat(realm.reported()).hasSize(40);
    paced.stop().await();
  }

  @Test
  void aRealmThatIsAskedTooOftenIsAskedAgainWhenItSaidAndItCountsForNothing() {
    realm.answersMail(problem(429, "too-many-requests").put("Retry-After", "1"));
    unusual("p1");
    mailing.start().await();
    soon().until(() -> realm.reported().size() > 1);
    assertThat(rows().get(0)).containsEntry("attempts", 0);

    realm.answersMail(SENT);

    soon().until(() -> rows().isEmpty());
    assertThat(counter("sent")).isEqualTo(1);
  }

  @Test
  void afterOneTodayTheNextIsForTomorrow() {
    realm.answersMail(mail("later", 80_000));
    unusual("p1");

    mailing.start().await();

    soon().until(() -> secondsAhead() > 79_000);
    assertThat(realm.reported()).hasSize(1);
    assertThat(rows().get(0)).containsEntry("attempts", 0);
  }

  @Test
  void aRealmThatPutsItOffForEverIsAskedAgainAllTheSame() {
    realm.answersMail(mail("later", Long.MAX_VALUE / 2));
    unusual("p1");

    mailing.start().await();

    soon().until(() -> !realm.reported().isEmpty() && secondsAhead() > 79_000);
    assertThat(secondsAhead()).isLessThanOrEqualTo(172_800);
  }

  @Test
  void aMailServerThatDoesNotTakeItIsTriedEverLessOftenAndThenNoMore() {
    realm.answersMail(NOT_SENT);
    unusual("p1");
    mailing.start().await();
    soon().until(() -> attempts() == 1);
    assertThat(secondsAhead()).isBetween(120L, 180L);
    soon().until(() -> gauge() == 1);

    database.execute("UPDATE unusual.mail SET due_at = clock_timestamp(), attempts = 5");
    soon().until(() -> attempts() == 6);
    assertThat(secondsAhead()).isBetween(5_000L, 5_760L);
    database.execute("UPDATE unusual.mail SET due_at = clock_timestamp(), attempts = 11");

    soon().until(() -> rows().isEmpty());
    assertThat(counter("given-up")).isEqualTo(1);
    assertThat(counter("failed")).isEqualTo(3);
    // and it is still on the page
    assertThat(notices.of("p1").await().unseen()).hasSize(1);
  }

  @Test
  void whoIsNoPatientOfTheRealmIsNotAskedAboutAgain() {
    realm.answersMail(problem(404, "not-found"));
    unusual("p1");

    mailing.start().await();

    soon().until(() -> rows().isEmpty());
    assertThat(realm.reported()).hasSize(1);
  }

  @Test
  void aRealmThatDoesNotKnowThePathHasNotSaidThatNobodyWantsMail() {
    realm.answersMail(problem(404, "unknown-path"));
    unusual("p1");
    mailing.start().await();
    soon().until(() -> !realm.reported().isEmpty());

    realm.answersMail(SENT);
    database.execute("UPDATE unusual.mail SET due_at = clock_timestamp()");

    soon().until(() -> rows().isEmpty());
    assertThat(counter("sent")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 429, 500, 503})
  void anAnswerThatIsNoneIsAskedForAgainAndCountsForNothing(int status) {
    realm.answersMail(new JsonObject().put("status", status));
    unusual("p1");
    mailing.start().await();
    soon().until(() -> !realm.reported().isEmpty());
    assertThat(rows().get(0)).containsEntry("attempts", 0);

    realm.answersMail(SENT);
    database.execute("UPDATE unusual.mail SET due_at = clock_timestamp()");

    soon().until(() -> rows().isEmpty());
    assertThat(counter("sent")).isEqualTo(1);
  }

  @Test
  void twoInstancesDoNotTellTheSameAndWhatOneLeftBehindTheOtherTells() {
    unusual("p1");

    Optional<Report> first = outbox.claim().await();
    assertThat(first).isPresent();
    assertThat(outbox.claim().await()).isEmpty();

    // the first instance has died, its lease runs out
    database.execute("UPDATE unusual.mail SET due_at = clock_timestamp()");
    Report again = outbox.claim().await().orElseThrow();
    assertThat(again.id()).isEqualTo(first.orElseThrow().id());
    // or it was only slow: its word comes too late to count
    outbox.later(first.orElseThrow(), 7, Duration.ofDays(1)).await();
    assertThat(rows().get(0)).containsEntry("attempts", 0);
    outbox.done(again).await();
    assertThat(rows()).isEmpty();
  }

  @Test
  void whatIsFoundWhileItIsToldIsToldAsWell() {
    unusual("p1");
    Report report = outbox.claim().await().orElseThrow();

    unusual("p1");
    outbox.done(report).await();

    assertThat(rows()).hasSize(1);
    assertThat(rows().get(0).get("report")).isNotEqualTo(report.id());
  }

  @Test
  void whatIsFoundWhileItIsClaimedIsToldAsWell() {
    // Given a claim that saw the report of a notice, and not yet the notice
    unusual("p1");
    Report claimed = outbox.claim().await().orElseThrow();
    Report early =
        new Report(claimed.patient(), claimed.id(), claimed.attempts(), false, claimed.lease());

    outbox.seen(early).await();

    assertThat(rows()).hasSize(1);
    assertThat(rows().get(0).get("report")).isEqualTo(claimed.id());
  }

  private UUID unusual(String patient) {
    UUID entry = UUID.randomUUID();
    database.execute(
        "INSERT INTO unusual.notice (entry, rule, patient, at, practice, subject, name, role)"
            + " VALUES (?, 'new-practitioner', ?, now(), 'lilas', 'dr', 'Dr', 'practitioner')",
        entry,
        patient);
    database.execute(
        "INSERT INTO unusual.mail (patient, report) VALUES (?, gen_random_uuid())"
            + " ON CONFLICT (patient) DO UPDATE SET report = EXCLUDED.report",
        patient);
    return entry;
  }

  private List<Map<String, Object>> rows() {
    return database.rows(
        "SELECT *, extract(epoch FROM due_at - clock_timestamp())::bigint AS ahead FROM"
            + " unusual.mail");
  }

  private long secondsAhead() {
    return rows().isEmpty() ? -1 : (long) rows().get(0).get("ahead");
  }

  private int attempts() {
    return rows().isEmpty() ? -1 : (int) rows().get(0).get("attempts");
  }

  private static double counter(String outcome) {
    return BackendRegistries.getDefaultNow()
        .get("prunelle.unusual.mails")
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  private static double gauge() {
    return BackendRegistries.getDefaultNow().get("prunelle.unusual.mails.waiting").gauge().value();
  }

  private static JsonObject mail(String fate, long seconds) {
    return new JsonObject().put("mail", fate).put("seconds", seconds);
  }

  private static JsonObject problem(int status, String type) {
    return new JsonObject().put("status", status).put("type", "urn:prunelle:problem:" + type);
  }

  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }
}
