// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.testing.SoftHsm;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.verification.Examiner;
import io.prunelle.gateway.verification.Proofs;
import io.prunelle.gateway.verification.WrittenJournal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A journal whose key never leaves its token: nothing is written that the token has not signed. */
final class TokenJournalTest {

  private SoftHsm hsm;
  private WrittenJournal written;
  private @Nullable Journal journal;

  @BeforeEach
  void start() {
    hsm = SoftHsm.orNotTested();
    written = new WrittenJournal();
  }

  @AfterEach
  void stop() {
    if (journal != null) {
      journal.stop().await();
    }
    if (written != null) {
      written.close();
    }
  }

  private Journal open(Settings.Pkcs11 token) {
    journal =
        Journal.of(
            written.vertx, kept(token), written.pools.work(), "instance-1", Clock.systemUTC());
    journal.start();
    return journal;
  }

  private Settings kept(Settings.Pkcs11 token) {
    return TestSettings.with(written.settings, TestKeys.kept(token));
  }

  private void assertFitsByThePublicKeyAlone() {
    Examiner auditor = Examiner.of(written.settings, List.of(hsm.publicHalf()));
    assertThat(WrittenJournal.verify(auditor, true).said()).startsWith("The journal fits");
    assertThat(WrittenJournal.verify(Examiner.of(written.settings, List.of()), true).said())
        .as("the key of the file has signed nothing")
        .startsWith("untrusted");
  }

  private void assertRefuses(Journal open, String because) {
    assertThatThrownBy(() -> open.intend(WrittenJournal.entry("meanwhile")).await())
        .isInstanceOf(Refused.class);
    Awaitility.await()
        .untilAsserted(() -> assertThat(open.ready().cause()).hasMessageContaining(because));
    assertThat(requests()).containsExactly("before");
  }

  private void assertGoesOn(Journal open) {
    Awaitility.await().until(() -> open.ready().succeeded());
    open.record(WrittenJournal.entry("after"), WrittenJournal.DONE).await();
    assertThat(requests()).containsExactly("before", "after");
    assertFitsByThePublicKeyAlone();
  }

  @Test
  void whatATokenSignedIsVerifiedWithThePublicKeyAlone() {
    written.fill(open(hsm.settings()), "token");

    assertFitsByThePublicKeyAlone();
    assertThat(WrittenJournal.verify(Examiner.of(kept(hsm.settings()), List.of()), true).said())
        .as("with what the token tells")
        .startsWith("The journal fits");
  }

  @Test
  void aSessionThatIsLostIsOpenedAnewAndNobodyNotices() {
    Journal open = open(hsm.settings());
    open.record(WrittenJournal.entry("before"), WrittenJournal.DONE).await();

    hsm.reset();
    open.record(WrittenJournal.entry("after"), WrittenJournal.DONE).await();

    assertThat(requests()).containsExactly("before", "after");
    assertFitsByThePublicKeyAlone();
  }

  @Test
  void withoutItsTokenTheJournalRefusesAndGoesOnByItselfWhenItIsBack() throws Exception {
    Journal open = open(hsm.settings());
    open.record(WrittenJournal.entry("before"), WrittenJournal.DONE).await();

    // When the token is taken out
    try (SoftHsm.Closing out = hsm.takeOut()) {
      assertThat(out).isNotNull();
      hsm.reset();
      // Then it says why, and has written nothing
      assertRefuses(open, "no token prunelle is there");
    }

    // And when it is back, nobody has to do anything
    assertGoesOn(open);
  }

  @Test
  void anotherKeyUnderTheSameNameSignsNothing() throws Exception {
    Journal open = open(hsm.settings());
    open.record(WrittenJournal.entry("before"), WrittenJournal.DONE).await();

    // When the token is replaced by one that is called the same
    try (SoftHsm.Closing replaced = hsm.replace()) {
      assertThat(replaced).isNotNull();
      hsm.reset();
      // Then it says so, and has written nothing that its public key would not verify
      assertRefuses(open, "another key than at the start");
    }

    // And with the token that it had, it goes on
    assertGoesOn(open);
  }

  /**
   * A module is for one user within a process: a second one would end the sessions of the first.
   */
  @Test
  void whoProvesOrPrunesInTheProcessThatSignsDoesNotOpenTheTokenAgain() throws Exception {
    Journal open = open(hsm.settings());
    open.record(WrittenJournal.entry("before"), WrittenJournal.DONE).await();
    UUID entry = (UUID) written.database.rows("SELECT id FROM journal.entry").get(0).get("id");
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    // When the token could not be opened
    try (SoftHsm.Closing out = hsm.takeOut()) {
      assertThat(out).isNotNull();
      hsm.reset();
      Settings settings = kept(hsm.settings());
      Proofs proofs = Proofs.of(written.vertx, settings, open.key().verifying());
      assertThat(proofs.of(entry).await()).isPresent();
      proofs.stop().await();
      Examiner.of(settings, open.key().verifying())
          .prune(
              settings,
              (dropped, outcome) -> open.record(dropped, outcome).await(),
              true,
              new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("No month is older");

    // And when it is back, what signs goes on
    hsm.reset();
    open.record(WrittenJournal.entry("after"), WrittenJournal.DONE).await();
    assertThat(requests()).containsExactly("before", "after");
  }

  @Test
  void aTokenThatHangsKeepsNobodyWaitingForLong() throws Exception {
    Journal open = open(hsm.settings());
    open.record(WrittenJournal.entry("before"), WrittenJournal.DONE).await();

    hsm.reset();
    try (SoftHsm.Closing hanging = hsm.hang()) {
      assertThat(hanging).isNotNull();
      UUID none = intended(open);
      assertThat(none).isNull();
      // Who asks later is told at once
      Awaitility.await().until(() -> open.ready().failed());
      assertThat(requests()).containsExactly("before");
    }

    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> open.ready().succeeded());
    open.record(WrittenJournal.entry("after"), WrittenJournal.DONE).await();
    assertThat(requests()).containsExactly("before", "after");
    assertFitsByThePublicKeyAlone();
  }

  private static @Nullable UUID intended(Journal open) {
    return open.intend(WrittenJournal.entry("meanwhile")).otherwiseEmpty().await();
  }

  @Test
  void aPublicKeyThatIsNotTheTokensStopsTheStart() throws Exception {
    Path another = TestKeys.write(Path.of("target", "another-" + UUID.randomUUID() + ".pem"));
    Settings.Pkcs11 half = hsm.settings(SoftHsm.HALF, SoftHsm.PIN);

    assertThatThrownBy(() -> open(given(half, TestKeys.publicHalf(another))))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage("gateway.journal.pkcs11.public-key: is not the public half of the token's key");

    written.fill(open(given(half, hsm.publicHalf())), "given");
    assertFitsByThePublicKeyAlone();
  }

  private static Settings.Pkcs11 given(Settings.Pkcs11 token, Path publicKey) {
    return new Settings.Pkcs11(
        token.library(),
        token.slot(),
        Objects.requireNonNull(token.tokenLabel()),
        token.keyLabel(),
        token.pin(),
        publicKey);
  }

  private List<Object> requests() {
    return written.database.rows("SELECT request_id FROM journal.entry ORDER BY id").stream()
        .map(row -> row.get("request_id"))
        .toList();
  }
}
