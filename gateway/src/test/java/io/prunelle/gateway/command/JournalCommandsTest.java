// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.verification.WrittenJournal;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What an auditor does who has no configuration, but roles that may read. */
final class JournalCommandsTest {

  @Test
  void verifyHoldsTheJournalAgainstAWitnesssDatabaseThatIsNamed() throws Exception {
    TestDatabase witness = TestDatabase.fresh();
    witness.asAdministrator(Files.readString(Path.of("docs/witness.sql")));
    try (WrittenJournal written = new WrittenJournal()) {
      written.run("one", journal -> written.fill(journal, "a"));

      Said fits = verify(written, witness);
      assertThat(fits.status()).as(fits.words()).isZero();

      witness.asAdministrator("INSERT INTO prunelle_witness.line (line) VALUES ('{}')");
      Said forged = verify(written, witness);
      assertThat(forged.status()).isEqualTo(1);
      assertThat(forged.words()).startsWith("altered: line 1 of the witness's database");
    }
  }

  @Test
  void checkCertificateTakesAPublicKeyOrTheConfigurationAndSaysWhatIsNone() throws Exception {
    Path file = Files.createTempFile("certificate", ".jws");
    Files.writeString(file, "nothing of the kind");
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    CommandLine line =
        CommandLine.parse(
            "check-certificate",
            file.toString(),
            "--public-key",
            TestKeys.publicHalf(TestKeys.journal().key()).toString(),
            "--patient",
            "p");

    int status =
        new JournalCommands(line, new PrintStream(words, true, StandardCharsets.UTF_8))
            .checkCertificate();

    assertThat(status).isEqualTo(1);
    assertThat(words.toString(StandardCharsets.UTF_8)).startsWith("Not certified: ");
  }

  @Test
  void theKeysArePublishedAsToolsForJsonWebSignaturesReadThem() throws Exception {
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    CommandLine line =
        CommandLine.parse(
            "keys", "--public-key", TestKeys.publicHalf(TestKeys.journal().key()).toString());

    int status =
        new JournalCommands(line, new PrintStream(words, true, StandardCharsets.UTF_8)).keys();

    assertThat(status).isZero();
    JsonObject key =
        new JsonObject(words.toString(StandardCharsets.UTF_8))
            .getJsonArray("keys")
            .getJsonObject(0);
    assertThat(key.getString("kty")).isEqualTo("OKP");
    assertThat(key.getString("crv")).isEqualTo("Ed25519");
    assertThat(key.getString("kid"))
        .isEqualTo(KeyFile.signing(TestKeys.journal()).verifying().id());
    assertThat(key.getString("x")).hasSize(43);
  }

  private record Said(int status, String words) {}

  private static Said verify(WrittenJournal written, TestDatabase witness) throws Exception {
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    CommandLine line =
        CommandLine.parse(
            "verify",
            "--jdbc-url",
            url(written.database.settings()),
            "--user",
            written.database.gateway().id(),
            "--public-key",
            TestKeys.publicHalf(written.settings.journal().key()).toString(),
            "--witness-jdbc-url",
            url(witness.settings()),
            "--witness-user",
            "prunelle_witness");
    int status =
        new JournalCommands(line, new PrintStream(words, true, StandardCharsets.UTF_8)).verify();
    return new Said(status, words.toString(StandardCharsets.UTF_8));
  }

  private static String url(Settings.Database database) {
    return "jdbc:postgresql://127.0.0.1:" + database.port() + "/" + database.name();
  }
}
