// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.keycloak.Examples;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryTest {
  private static final String PERSONS =
      "db8787901790750144dc014cb65deb3cae754834ea965201ce40e20f2a038b15";

  @Test
  void theHashIsTakenOverTheDocumentedCanonicalForm() {
    Entry entry =
        Chain.empty("realm-1")
            .next(Examples.statement(Decision.PERMIT, 3, 1_858_606_599L), Examples.SALT);

    assertThat(entry.canonical())
        .isEqualTo(
            "{\"authentication\":{\"acr\":\"1\",\"authTime\":1795449229,\"client\":\"demo-app\"},"
                + "\"by\":{\"role\":\"PATIENT\"},\"channel\":\"LOGIN\","
                + "\"decidedAt\":\"2026-11-23T10:00:00.123Z\",\"decision\":\"PERMIT\","
                + "\"hosting\":\"cabinet-des-lilas@nuage-sante\",\"language\":\"fr\",\"notice\":3,"
                + "\"persons\":\""
                + PERSONS
                + "\",\"position\":1,\"previousHash\":\""
                + "918f1d5c02a5ac3d4cedd363da51a4d80ebe229afd86339f8207dfa43123a539\","
                + "\"textDigest\":\""
                + Examples.DIGEST
                + "\",\"until\":1858606599,\"version\":2}");
    // sha256sum of {"patient":"pat-1","salt":"5a175a17…","subject":"5b1c"}
    assertThat(entry.persons()).isEqualTo(new Persons(PERSONS, Examples.SALT));
    assertThat(entry.intact()).isTrue();
  }

  @Test
  void anEntryOfFormOneVerifiesAsItEverDid() {
    Entry entry =
        new Entry(
            1,
            Examples.statement(Decision.PERMIT, 3, 1_858_606_599L),
            null,
            "918f1d5c02a5ac3d4cedd363da51a4d80ebe229afd86339f8207dfa43123a539",
            "6c81f96b4a3384cb8dcbfa3b53d94f618154bf961ff0b466f8613394a55457a6");

    assertThat(entry.intact()).isTrue();
    assertThat(entry.members()).doesNotContainKeys("version", "salt", "persons");
  }

  @Test
  void theMembersAreThoseOfTheContract() {
    Entry entry =
        Chain.empty("realm-1").next(Examples.statement(Decision.DENY, 1, null), Examples.SALT);

    assertThat(entry.members().keySet())
        .containsExactly(
            "version",
            "position",
            "patient",
            "hosting",
            "notice",
            "decision",
            "decidedAt",
            "until",
            "channel",
            "by",
            "textDigest",
            "language",
            "authentication",
            "salt",
            "persons",
            "previousHash",
            "hash");
    assertThat(entry.members()).containsEntry("until", null).containsEntry("hash", entry.hash());
  }

  @Test
  void anObjectionAndAPaperDecisionSayWhatTheyRestOn() {
    Statement plain = Examples.statement(Decision.OBJECT, 1, null);
    String digest = TextDigest.ofReason("Je travaille chez cet hébergeur.");
    Statement statement =
        with(
            plain, new Reason(digest, 17L), new Paper(Examples.DIGEST, LocalDate.of(2026, 11, 20)));

    Entry entry = Chain.empty("r").next(statement, Examples.SALT);

    assertThat(entry.members())
        .containsEntry("reason", Map.of("digest", digest, "answers", 17L))
        .containsEntry("paper", Map.of("digest", Examples.DIGEST, "date", "2026-11-20"));
    assertThat(entry.canonical()).contains("\"answers\":17", "\"date\":\"2026-11-20\"");
    assertThat(entry.intact()).isTrue();
    Entry turned = new Entry(1, plain, entry.persons(), entry.previousHash(), entry.hash());
    assertThat(turned.intact()).isFalse();
  }

  @Test
  void personsCanBeTakenOutAndNobodyElsePutInTheirPlace() {
    Entry entry = Chain.empty("r").next(Examples.statement(Decision.DENY, 1, null), Examples.SALT);
    String pseudonym = "~" + "0".repeat(32);

    assertThat(of(entry, pseudonym, null, null).intact()).isTrue();
    assertThat(of(entry, pseudonym, null, null).pseudonymised()).isTrue();
    assertThat(of(entry, "pat-2", null, null).intact()).isFalse();
    assertThat(of(entry, "pat-2", "5b1c", Examples.SALT).intact()).isFalse();
    assertThat(of(entry, "pat-1", "5b1d", Examples.SALT).intact()).isFalse();
    assertThat(of(entry, pseudonym, "5b1c", null).intact()).isFalse();
    assertThat(of(entry, pseudonym, null, Examples.SALT).intact()).isFalse();
  }

  @Test
  void whatADecisionReplacesIsHashed() {
    Statement first = Examples.statement(Decision.DENY, 1, null);
    Entry entry = new Chain(4, "0".repeat(64)).next(replacing(first, 3L), Examples.SALT);

    assertThat(entry.members()).containsEntry("replaces", 3L);
    assertThat(entry.canonical()).contains("\"previousHash\":", "\"replaces\":3,");
    assertThat(
            new Entry(
                    5, replacing(first, null), entry.persons(), entry.previousHash(), entry.hash())
                .intact())
        .isFalse();
  }

  @Test
  void anEntryThatTellsWhoWasTakenOutIsHashedInTheDocumentedForm() {
    Pseudonymisation told = new Chain(17, "0".repeat(64)).next(List.of(3L, 16L), Examples.NOW);

    assertThat(told.canonical())
        .isEqualTo(
            "{\"position\":18,\"previousHash\":\""
                + "0".repeat(64)
                + "\",\"pseudonymised\":[3,16],"
                + "\"pseudonymisedAt\":\"2026-11-23T10:00:00.123Z\",\"version\":3}");
    assertThat(told.intact()).isTrue();
    assertThat(told.members()).containsEntry("hash", told.hash()).doesNotContainKey("decision");
    assertThat(
            new Pseudonymisation(18, List.of(3L), told.at(), told.previousHash(), told.hash())
                .intact())
        .isFalse();
  }

  @Test
  void whatWasTakenOutLiesBeforeTheEntryThatTells() {
    Chain end = new Chain(17, "0".repeat(64));
    List<List<Long>> senseless =
        List.of(
            List.of(),
            List.of(18L),
            List.of(0L),
            List.of(3L, 3L),
            List.of(4L, 3L),
            LongStream.rangeClosed(1, 101).boxed().toList());

    for (List<Long> positions : senseless) {
      assertThatThrownBy(() -> end.next(positions, Examples.NOW))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aWholeSecondIsWrittenWithItsMilliseconds() {
    Statement statement =
        at(
            Examples.statement(Decision.DENY, 1, null),
            Instant.parse("2026-11-23T10:00:00.000999999Z"));

    assertThat(Chain.empty("r").next(statement, Examples.SALT).members())
        .containsEntry("decidedAt", "2026-11-23T10:00:00.000Z");
  }

  /** The entry with other persons, its commitment and hash as they were. */
  private static Entry of(
      Entry entry, String patient, @Nullable String subject, @Nullable String salt) {
    Statement s = entry.statement();
    return new Entry(
        entry.position(),
        new Statement(
            patient,
            s.hosting(),
            s.notice(),
            s.decision(),
            s.decidedAt(),
            s.until(),
            s.channel(),
            new Author(s.by().role(), subject),
            s.textDigest(),
            s.language(),
            s.authentication(),
            s.reason(),
            s.paper(),
            null),
        new Persons(entry.persons().commitment(), salt),
        entry.previousHash(),
        entry.hash());
  }

  private static Statement at(Statement s, Instant decidedAt) {
    return new Statement(
        s.patient(),
        s.hosting(),
        s.notice(),
        s.decision(),
        decidedAt,
        s.until(),
        s.channel(),
        s.by(),
        s.textDigest(),
        s.language(),
        s.authentication(),
        s.reason(),
        s.paper(),
        null);
  }

  private static Statement with(Statement s, Reason reason, Paper paper) {
    return new Statement(
        s.patient(),
        s.hosting(),
        s.notice(),
        s.decision(),
        s.decidedAt(),
        s.until(),
        s.channel(),
        s.by(),
        s.textDigest(),
        s.language(),
        s.authentication(),
        reason,
        paper,
        null);
  }

  private static Statement replacing(Statement s, @Nullable Long replaces) {
    return new Statement(
        s.patient(),
        s.hosting(),
        s.notice(),
        s.decision(),
        s.decidedAt(),
        s.until(),
        s.channel(),
        s.by(),
        s.textDigest(),
        s.language(),
        s.authentication(),
        null,
        null,
        replaces);
  }
}
