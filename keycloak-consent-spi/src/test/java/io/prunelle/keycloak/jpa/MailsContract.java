// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import static io.prunelle.keycloak.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.consent.Mailing;
import io.prunelle.keycloak.consent.Mailing.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who wants mail, and how often it may be sent, on every database. */
abstract class MailsContract {
  private final String realm = UUID.randomUUID().toString();
  private final Database database;

  MailsContract(Database database) {
    this.database = database;
  }

  @Test
  void nobodyGetsMailWhoHasNotAskedForIt() {
    assertThat(begin("pat-1", "u1", UUID.randomUUID(), NOW)).isEqualTo(Verdict.UNWANTED);
    assertThat(wanted("pat-1", "u1")).isFalse();

    want("pat-1", "u1", NOW);

    assertThat(wanted("pat-1", "u1")).isTrue();
    assertThat(wanted("pat-2", "u2")).isFalse();
    assertThat(begin("pat-2", "u2", UUID.randomUUID(), NOW)).isEqualTo(Verdict.UNWANTED);
    want("pat-1", "u1", null);
    assertThat(wanted("pat-1", "u1")).isFalse();
    assertThat(begin("pat-1", "u1", UUID.randomUUID(), NOW)).isEqualTo(Verdict.UNWANTED);
  }

  @Test
  void whoGetsThePatientsIdLaterHasAskedForNothing() {
    want("pat-1", "u1", NOW);

    assertThat(wanted("pat-1", "u2")).isFalse();
    assertThat(begin("pat-1", "u2", UUID.randomUUID(), NOW)).isEqualTo(Verdict.UNWANTED);
  }

  @Test
  void oneADayWhateverIsSwitchedOffAndOnMeanwhile() {
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    want("pat-1", "u1", NOW);
    assertThat(begin("pat-1", "u1", first, NOW)).isEqualTo(Verdict.SEND);
    database.provider().mailSent(realm, "pat-1", first);

    want("pat-1", "u1", null);
    want("pat-1", "u1", NOW);

    Mailing early = mailing("pat-1", "u1", second, NOW.plusSeconds(3_600));
    assertThat(early.verdict()).isEqualTo(Verdict.LATER);
    assertThat(early.after()).isEqualTo(Duration.ofHours(23));
    assertThat(begin("pat-1", "u1", first, NOW.plusSeconds(3_600))).isEqualTo(Verdict.SENT);
    assertThat(begin("pat-1", "u1", second, NOW.plus(Mails.BETWEEN))).isEqualTo(Verdict.SEND);
  }

  @Test
  void oneThatWasNotSentIsSentAgainButNotAtOnce() {
    UUID mail = UUID.randomUUID();
    want("pat-1", "u1", NOW);
    assertThat(begin("pat-1", "u1", mail, NOW)).isEqualTo(Verdict.SEND);

    assertThat(begin("pat-1", "u1", mail, NOW.plusSeconds(1))).isEqualTo(Verdict.LATER);
    assertThat(begin("pat-1", "u1", UUID.randomUUID(), NOW.plusSeconds(1)))
        .isEqualTo(Verdict.LATER);
    assertThat(begin("pat-1", "u1", mail, NOW.plus(Mails.UNDER_WAY))).isEqualTo(Verdict.SEND);
  }

  @Test
  void ofManyThatAskAtOnceOneSends() {
    want("pat-1", "u1", NOW);

    List<Verdict> verdicts =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> begin("pat-1", "u1", UUID.randomUUID(), NOW)))
            .limit(8)
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(verdicts).containsOnlyOnce(Verdict.SEND).contains(Verdict.LATER);
  }

  @Test
  void aPatientWhoIsTakenOutLeavesNoChoiceNorDoesARealm() {
    want("pat-1", "u1", NOW);
    want("pat-2", "u2", NOW);

    database.provider().pseudonymise(realm, "pat-1", NOW);
    assertThat(wanted("pat-1", "u1")).isFalse();
    assertThat(wanted("pat-2", "u2")).isTrue();

    database.forget(realm);
    assertThat(wanted("pat-2", "u2")).isFalse();
  }

  private boolean wanted(String patient, String user) {
    return database.provider().isMailWanted(realm, patient, user);
  }

  private void want(String patient, String user, @Nullable Instant since) {
    database.provider().wantMail(realm, patient, user, since);
  }

  private Verdict begin(String patient, String user, UUID mail, Instant now) {
    return mailing(patient, user, mail, now).verdict();
  }

  private Mailing mailing(String patient, String user, UUID mail, Instant now) {
    return database.provider().beginMail(realm, patient, user, mail, now);
  }
}
