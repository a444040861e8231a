// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.testing.DocumentedScript;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.verification.WrittenJournal.Verified;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that is changed as the documentation says, between two starts of a gateway. */
final class KeyRotationTest {

  @TempDir Path directory;

  private WrittenJournal written;
  private Path former;
  private Path present;
  private Settings changed;
  private UUID underWay;

  /** Given an access under way when the gateway ended; the next start has another key. */
  @BeforeEach
  void change() throws IOException {
    written = new WrittenJournal();
    former = TestKeys.publicHalf(written.settings.journal().key());
    Path key = TestKeys.write(directory.resolve("present"));
    present = TestKeys.publicHalf(key);
    changed = TestSettings.with(written.settings, TestKeys.journal(key, former));
    written.run(
        "one", journal -> underWay = journal.intend(WrittenJournal.entry("under way")).await());
    write(changed);
  }

  @AfterEach
  void close() {
    written.close();
  }

  private void write(Settings settings) {
    Journal journal =
        Journal.of(
            written.vertx, settings, written.pools.work(), "one", Clock.systemUTC(), Duration.ZERO);
    journal.start();
    written.fill(journal, "b");
    Awaitility.await()
        .until(
            () ->
                !written
                    .database
                    .rows("SELECT FROM journal.outcome WHERE entry = ?", underWay)
                    .isEmpty());
    journal.stop().await();
    written.awaitNobody();
  }

  private Verified verify(Path... keys) {
    return WrittenJournal.verify(Examiner.of(written.settings, List.of(keys)), false);
  }

  @Test
  void whatBothKeysHaveSignedFitsForWhoTrustsBoth() {
    String formerId = KeyFile.verifying(former, "").id();
    String presentId = KeyFile.verifying(present, "").id();

    assertThat(WrittenJournal.verify(Examiner.of(changed, List.of()), true).said())
        .startsWith("The journal fits")
        .contains("key " + formerId, "key " + presentId)
        .doesNotContain("nobody has seen");
    assertThat(verify(former, present).fits()).isTrue();
    assertThat(verify(former).said())
        .matches("untrusted: block 0 of chain 3 .* names key " + presentId + ", which .*");
    assertThat(verify(present).said())
        .matches("untrusted: block 0 of chain 1 .* names key " + formerId + ", which .*");
  }

  @Test
  void anEntryAndHowItEndedAreProvenWithBothKeys() throws Exception {
    Path proof =
        Files.write(
            directory.resolve("proof.json"),
            Examiner.of(changed, List.of()).prove(underWay, System.out).orElseThrow());

    assertThat(checked(proof, former, present)).startsWith("Proven: ").contains("ended: unknown");
    assertThat(checked(proof, former)).startsWith("Not proven: ");
    DocumentedScript script = DocumentedScript.in(directory);
    assertThat(script.run(proof, former, present)).isZero();
    assertThat(script.run(proof, present, former)).isZero();
    assertThat(script.run(proof, former)).isEqualTo(1);
    assertThat(script.run(proof, present)).isEqualTo(1);
  }

  private static String checked(Path proof, Path... keys) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Examiner.checkProof(
        Files.readAllBytes(proof),
        List.of(keys),
        new PrintStream(said, true, StandardCharsets.UTF_8));
    return said.toString(StandardCharsets.UTF_8);
  }

  /** Nobody is to believe an end that a key has signed that is not trusted any more. */
  @Test
  void aChainOfAKeyThatIsNotNamedAnyMoreIsNotClosed() throws IOException {
    Path third = TestKeys.write(directory.resolve("third"));

    write(TestSettings.with(written.settings, TestKeys.journal(third)));

    assertThat(written.database.rows("SELECT chain FROM journal.closed"))
        .extracting(row -> row.get("chain"))
        .containsExactlyInAnyOrder(1, 2);
  }
}
