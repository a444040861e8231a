// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import static io.prunelle.keycloak.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.consent.Emergency;
import io.prunelle.keycloak.consent.Reporting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept of emergencies, on every database. Each test has a realm of its own. */
abstract class EmergenciesContract {
  private final String realm = UUID.randomUUID().toString();
  private final Database database;

  EmergenciesContract(Database database) {
    this.database = database;
  }

  @Test
  void anEmergencyIsToldOnceHoweverOftenItIsReported() {
    Emergency emergency = emergency("pat-1", 0, null);

    assertThat(report(emergency)).isEqualTo(Reporting.KEPT);
    assertThat(report(emergency)).isEqualTo(Reporting.KNOWN);

    assertThat(unread("pat-1")).containsExactly(emergency);
    assertThat(unread("pat-2")).isEmpty();
    assertThat(database.provider().unread("another realm", "pat-1", 10)).isEmpty();
  }

  @Test
  void whatWasReportedIsNotReworded() {
    Emergency emergency = emergency("pat-1", 0, null);
    report(emergency);

    for (Emergency other :
        List.of(
            new Emergency(
                emergency.id(),
                "pat-1",
                emergency.practice(),
                emergency.practitioner(),
                "another reason",
                emergency.openedAt(),
                emergency.until(),
                null),
            new Emergency(
                emergency.id(),
                "pat-2",
                emergency.practice(),
                emergency.practitioner(),
                emergency.reason(),
                emergency.openedAt(),
                emergency.until(),
                NOW))) {
      assertThat(report(other)).isEqualTo(Reporting.ANOTHER);
    }

    assertThat(unread("pat-1")).containsExactly(emergency);
  }

  @Test
  void whatIsReadIsOverAndTheFirstTimeCounts() {
    Emergency first = emergency("pat-1", 0, null);
    Emergency second = emergency("pat-1", 60, null);
    report(second);
    report(first);
    assertThat(unread("pat-1")).containsExactly(first, second);

    assertThat(read("pat-2", NOW, first)).isZero();
    assertThat(read("pat-1", NOW, first)).isEqualTo(1);
    assertThat(read("pat-1", NOW.plusSeconds(9), first)).isZero();
    assertThat(database.provider().read(realm, "pat-1", List.of(), NOW)).isZero();

    assertThat(unread("pat-1")).containsExactly(second);
    assertThat(database.provider().emergencies(realm, "pat-1", 10))
        .extracting(Emergency::readAt)
        .containsExactly(null, NOW);
  }

  @Test
  void whatWasReadElsewhereIsNotToldAndWhatWasReadHereStaysSo() {
    Emergency elsewhere = emergency("pat-1", 0, NOW);
    Emergency later = emergency("pat-1", 60, null);

    assertThat(report(elsewhere)).isEqualTo(Reporting.KEPT);
    report(later);
    assertThat(unread("pat-1")).containsExactly(later);
    assertThat(report(read(later, NOW.plusSeconds(1)))).isEqualTo(Reporting.KNOWN);
    assertThat(report(read(later, NOW.plusSeconds(2)))).isEqualTo(Reporting.KNOWN);
    assertThat(report(later)).isEqualTo(Reporting.KNOWN);

    assertThat(unread("pat-1")).isEmpty();
    assertThat(database.provider().emergencies(realm, "pat-1", 1))
        .extracting(Emergency::readAt)
        .containsExactly(NOW.plusSeconds(1));
  }

  @Test
  void nobodyIsGivenMoreToReadThanCanBe() {
    for (int i = 0; i < Emergencies.MOST_UNREAD; i++) {
      assertThat(report(emergency("pat-1", i, null))).isEqualTo(Reporting.KEPT);
    }

    assertThat(report(emergency("pat-1", 999, null))).isEqualTo(Reporting.TOO_MANY);
    assertThat(report(emergency("pat-2", 999, null))).isEqualTo(Reporting.KEPT);
    assertThat(unread("pat-1")).hasSize(10);

    read("pat-1", NOW, unread("pat-1").get(0));
    assertThat(report(emergency("pat-1", 999, null))).isEqualTo(Reporting.KEPT);
  }

  @Test
  void twoThatReportTheSameAtOnceKeepItOnce() {
    Emergency emergency = emergency("pat-1", 0, null);

    List<Throwable> failures = new ArrayList<>();
    Stream.generate(() -> CompletableFuture.supplyAsync(() -> report(emergency)))
        .limit(8)
        .toList()
        .forEach(
            each ->
                each.handle((reporting, failure) -> failure == null || failures.add(failure))
                    .join());

    // whoever lost fails, and reports again
    assertThat(failures).hasSizeLessThan(8);
    assertThat(report(emergency)).isEqualTo(Reporting.KNOWN);
    assertThat(unread("pat-1")).containsExactly(emergency);
  }

  @Test
  void theLookUpOfEveryLoginIsOne() {
    report(emergency("pat-1", 0, null));
    long before = database.statements();

    unread("pat-1");

    assertThat(database.statements() - before).isEqualTo(1);
  }

  @Test
  void longTextInAnyLanguageComesBackAsItWas() {
    Emergency emergency =
        new Emergency(
            UUID.randomUUID(),
            "pat-1",
            "cabinet-des-lilas",
            "Ж".repeat(Emergency.LONGEST_PRACTITIONER),
            "中".repeat(Emergency.LONGEST_REASON),
            NOW,
            NOW.plusSeconds(60),
            null);

    report(emergency);

    assertThat(unread("pat-1")).containsExactly(emergency);
  }

  @Test
  void aPatientWhoIsTakenOutLeavesNoneAndOthersStayUntilTheRealmGoes() {
    report(emergency("pat-1", 0, null));
    report(emergency("pat-1", 1, NOW));
    report(emergency("pat-2", 0, null));
    // as long as the ledger has the name, the same person may come back, and has yet to be told
    database.provider().left(realm, "pat-1", NOW);
    assertThat(unread("pat-1")).hasSize(1);

    database.provider().pseudonymise(realm, "pat-1", NOW);

    assertThat(database.provider().emergencies(realm, "pat-1", 10)).isEmpty();
    assertThat(unread("pat-2")).hasSize(1);
    database.forget(realm);
    assertThat(unread("pat-2")).isEmpty();
  }

  private Reporting report(Emergency emergency) {
    return database.provider().report(realm, emergency);
  }

  private List<Emergency> unread(String patient) {
    return database.provider().unread(realm, patient, 10);
  }

  private int read(String patient, Instant at, Emergency emergency) {
    return database.provider().read(realm, patient, List.of(emergency.id()), at);
  }

  private static Emergency read(Emergency emergency, Instant at) {
    return new Emergency(
        emergency.id(),
        emergency.patient(),
        emergency.practice(),
        emergency.practitioner(),
        emergency.reason(),
        emergency.openedAt(),
        emergency.until(),
        at);
  }

  private static Emergency emergency(String patient, int seconds, @Nullable Instant readAt) {
    return new Emergency(
        UUID.randomUUID(),
        patient,
        "cabinet-des-lilas",
        "Dr Lemoine",
        "sans <i>connaissance</i>",
        NOW.minusSeconds(3_600).plusSeconds(seconds),
        NOW.plusSeconds(seconds),
        readAt);
  }
}
