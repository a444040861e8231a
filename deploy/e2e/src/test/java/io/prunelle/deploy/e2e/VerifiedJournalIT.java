// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an auditor does with the journal of a running gateway. */
@ExtendWith(RunningDemo.class)
@Order(89)
final class VerifiedJournalIT {

  /** With the column that names the block. */
  private static final String[][] TABLES = {
    {"entry", "block"}, {"outcome", "block"}, {"block", "number"}
  };

  private final Demo demo;
  private final DemoScript script;
  private final Realm realm;
  private final Http http = new Http();

  VerifiedJournalIT(Demo demo, DemoScript script) {
    this.demo = demo;
    this.script = script;
    this.realm = new Realm(demo, http);
  }

  @Test
  void itVerifiesAndWhatIsChangedBehindItsBackIsNamed() throws Exception {
    String entry = read();
    DemoScript.Ended sound = script.run("gateway", "verify");
    assertThat(sound.exit()).as(sound.output()).isZero();

    // When the owner of the database makes somebody else of the one who looked
    change("UPDATE journal.entry SET name = name || ' jr' WHERE id = ?::uuid", entry);
    DemoScript.Ended altered = script.run("gateway", "verify");
    change(
        "UPDATE journal.entry SET name = regexp_replace(name, ' jr$', '') WHERE id = ?::uuid",
        entry);

    assertThat(altered.exit()).isEqualTo(1);
    assertThat(altered.output()).containsIgnoringCase("altered");
    assertThat(script.run("gateway", "verify").exit()).as("as it was").isZero();
  }

  /** Nothing in the database tells: the demo's witness does. */
  @Test
  void anEndThatTheOwnerCutsIsMissedByTheWitness() throws Exception {
    read();

    // Within a second the witness has heard of it
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              DemoScript.Ended cut = verifyWithoutTheLastBlock();
              assertThat(cut.exit()).as(cut.output()).isEqualTo(1);
              // The first block of a chain may be its last one
              assertThat(cut.output())
                  .containsPattern("(?i)truncated|missing: all blocks of chain");
            });

    assertThat(script.run("gateway", "verify").exit()).as("as it was").isZero();
  }

  private DemoScript.Ended verifyWithoutTheLastBlock() throws Exception {
    try (Connection owner = owner();
        Statement statement = owner.createStatement()) {
      statement.execute(
          "CREATE TABLE journal.cut AS SELECT chain, max(number) AS number FROM journal.block WHERE"
              + " chain = (SELECT max(id) FROM journal.chain WHERE purpose = 'requests') GROUP BY 1");
      for (String[] table : TABLES) {
        statement.execute(
            "CREATE TABLE journal.cut_%1$s AS SELECT t.* FROM journal.%1$s t JOIN journal.cut c ON t.chain = c.chain AND t.%2$s = c.number"
                .formatted((Object[]) table));
        statement.execute(
            "DELETE FROM journal.%1$s t USING journal.cut c WHERE t.chain = c.chain AND t.%2$s = c.number"
                .formatted((Object[]) table));
      }
      DemoScript.Ended verified = script.run("gateway", "verify");
      for (String[] table : TABLES) {
        statement.execute(
            "INSERT INTO journal.%1$s TABLE journal.cut_%1$s".formatted((Object[]) table));
        statement.execute("DROP TABLE journal.cut_%1$s".formatted((Object[]) table));
      }
      statement.execute("DROP TABLE journal.cut");
      return verified;
    }
  }

  @Test
  void anEntryIsProvenWithThePublicKeyAlone(@TempDir Path directory) throws Exception {
    Path proof = directory.resolve("proof.json");
    DemoScript.Ended proven = script.run("gateway", "prove", read(), "--out", proof.toString());
    assertThat(proven.exit()).as(proven.output()).isZero();

    DemoScript.Ended checked = check(proof);
    assertThat(checked.exit()).as(checked.output()).isZero();

    Files.writeString(proof, Files.readString(proof).replace("practitioner", "patient"));
    assertThat(check(proof).exit()).isEqualTo(1);
  }

  private DemoScript.Ended check(Path proof) throws IOException {
    return script.run(
        "gateway",
        "check-proof",
        proof.toString(),
        "--public-key",
        demo.text("/journal/publicKey"));
  }

  /** The id of the entry of a read that has just been answered. */
  private String read() throws SQLException {
    Http.Answer answer =
        http.get(
            demo.fhir() + "/Patient/" + demo.patient("PERMIT", 0).patientId(),
            realm.token(demo.practitioner(0)));
    assertThat(answer.status()).isEqualTo(200);
    try (Connection owner = owner();
        PreparedStatement statement =
            owner.prepareStatement(
                "SELECT id::text FROM journal.entry WHERE request_id = ? AND patient IS NOT NULL")) {
      statement.setString(1, answer.header("x-request-id"));
      ResultSet found = statement.executeQuery();
      assertThat(found.next()).isTrue();
      return found.getString(1);
    }
  }

  private void change(String sql, String entry) throws SQLException {
    try (Connection owner = owner();
        PreparedStatement statement = owner.prepareStatement(sql)) {
      statement.setString(1, entry);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }

  private Connection owner() throws SQLException {
    return DriverManager.getConnection(
        demo.text("/journal/jdbcUrl"), demo.text("/journal/user"), demo.text("/journal/password"));
  }
}
