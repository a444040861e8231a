// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.CanonicalJson;
import io.prunelle.gateway.chain.Chain;
import io.prunelle.gateway.chain.Checkpoint;
import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Identifiers;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.verification.WrittenJournal.Verified;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the database's owner does to the journal is found, and named. All keys and references
 * are off, as an owner can have them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VerifyTest {

  private static final List<String> TABLES =
      List.of("chain", "block", "closed", "entry", "outcome");

  /** What has nothing there is in no partition. */
  private static final Set<String> PARTITIONED_BY = Set.of("entry.id", "outcome.entry");

  @TempDir Path directory;

  /** All digits of hexadecimal are one to it. */
  private static final String ALIKE =
      "CREATE COLLATION journal.alike (provider = icu, locale = 'und', deterministic = false, rules"
          + " = '&0=1=2=3=4=5=6=7=8=9=a=b=c=d=e=f'); ";

  private WrittenJournal written;

  @BeforeAll
  void write() {
    written = WrittenJournal.ofSeveralChains();
    written.database.execute("CREATE SCHEMA saved");
    for (String table : TABLES) {
      written.database.execute("CREATE TABLE saved.%1$s AS TABLE journal.%1$s".formatted(table));
    }
    for (Map<String, Object> row :
        written.database.rows(
            "SELECT conrelid::regclass::text AS \"table\", conname AS name FROM pg_constraint"
                + " WHERE connamespace = 'journal'::regnamespace AND conparentid = 0"
                + " AND contype IN ('p', 'f', 'c') ORDER BY contype = 'p'")) {
      written.database.execute(
          "ALTER TABLE %s DROP CONSTRAINT %s CASCADE".formatted(row.get("table"), row.get("name")));
    }
  }

  @AfterAll
  void close() {
    written.close();
  }

  @AfterEach
  void restore() {
    for (String table : TABLES) {
      written.database.execute("DELETE FROM journal." + table);
      written.database.execute(
          "INSERT INTO journal.%1$s SELECT * FROM saved.%1$s".formatted(table));
    }
  }

  @Test
  void whatNobodyTouchedFits() {
    Verified verified = written.verify();

    assertThat(verified.fits()).isTrue();
    assertThat(verified.said())
        .startsWith("The journal fits: 8 chains")
        .contains(" 109 entries, 109 outcomes")
        .contains("Signed by key ")
        .doesNotContain("nobody has seen", "was not compared");
    assertThat(WrittenJournal.verify(Examiner.of(written.settings, List.of()), true).fits())
        .isTrue();
  }

  /** As an administrator ends what holds back the vacuum. */
  @Test
  void aDatabaseThatEndsWhatIsIdleIsVerifiedAllTheSame() throws SQLException {
    String role =
        "ALTER ROLE %s IN DATABASE %s "
            .formatted(written.database.gateway().id(), written.settings.database().name());
    written.database.asAdministrator(role + "SET idle_in_transaction_session_timeout = 1");
    for (String bound : List.of("statement_timeout", "idle_session_timeout")) {
      written.database.asAdministrator(role + "SET " + bound + " = '1h'");
    }
    try {
      assertThat(written.verify().fits()).isTrue();
      try (Connection connection =
              Examiner.unhurried(
                  Examiner.url(written.settings.database()), written.database.gateway());
          ResultSet bounds =
              connection
                  .createStatement()
                  .executeQuery(
                      "SELECT string_agg(setting, ',') FROM pg_settings"
                          + " WHERE name ~ 'idle_.*_timeout$|^(statement|transaction)_timeout$'")) {
        bounds.next();
        assertThat(bounds.getString(1)).matches("0(,0)+");
      }
    } finally {
      written.database.asAdministrator(role + "RESET ALL");
    }
  }

  @Test
  void anAuditorNeedsThePublicKeyAndARoleThatMayRead() {
    Settings.Database database = written.settings.database();
    Examiner audit =
        Examiner.of(
            Examiner.url(database),
            database.credentials(),
            List.of(TestKeys.publicHalf(written.settings.journal().key())));

    assertThat(WrittenJournal.verify(audit, true).fits()).isTrue();
  }

  @Test
  void itFitsAtAnyMomentWhileGatewaysWrite() {
    Journal journal = written.start("four");
    AtomicBoolean enough = new AtomicBoolean();
    List<Future<?>> lanes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      lanes.add(writeUntil(enough, journal));
    }
    try {
      for (int i = 0; i < 5; i++) {
        written.assertFits();
      }
    } finally {
      enough.set(true);
      Future.all(lanes).await();
      journal.stop().await();
      written.awaitNobody();
    }
  }

  private static Future<?> writeUntil(AtomicBoolean enough, Journal journal) {
    return enough.get()
        ? Future.succeededFuture()
        : journal
            .intend(WrittenJournal.entry("busy"))
            .compose(id -> journal.settle(id, WrittenJournal.DONE))
            .compose(settled -> writeUntil(enough, journal));
  }

  /** Each column of each table, and that it is emptied, as far as it can be. */
  Stream<String> columns() {
    return written
        .database
        .rows(
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS"
                + " name FROM information_schema.columns WHERE table_schema = 'journal'"
                + " AND table_name IN ('chain', 'block', 'closed', 'entry', 'outcome')"
                + " ORDER BY 1")
        .stream()
        .map(row -> (String) row.get("name"))
        .flatMap(name -> Stream.of(name, name + " emptied"))
        .filter(
            name ->
                !name.endsWith("emptied")
                    || PARTITIONED_BY.stream().noneMatch(column -> name.startsWith(column + " ")));
  }

  @ParameterizedTest
  @MethodSource("columns")
  void anAlteredColumnIsFound(String name) {
    String table = name.substring(0, name.indexOf('.'));
    String column = name.substring(name.indexOf('.') + 1, name.indexOf(' '));
    String value =
        name.endsWith("emptied")
            ? "NULL"
            : otherwise(column, name.substring(name.indexOf(' ') + 1).replaceAll(" (YES|NO)$", ""));
    String row =
        switch (table) {
          case "chain" -> "id = 3";
          case "block" -> "chain = 3 AND number = 4";
          case "closed" -> "chain = 3";
          case "entry" -> "request_id = 'b-record'";
          default -> "entry = (SELECT id FROM journal.entry WHERE request_id = 'b-record')";
        };
    boolean required = name.contains(" NO");
    if (required) {
      mayBeEmpty(table, column, true);
    }
    written.database.execute(
        "UPDATE journal.%s SET %s = %s WHERE %s".formatted(table, column, value, row));

    Verified verified = written.verify();
    restore();
    if (required) {
      mayBeEmpty(table, column, false);
    }

    assertThat(verified.fits()).as(verified.said()).isFalse();
    assertThat(verified.said().lines()).hasSize(1);
    assertThat(verified.said())
        .matches(value.equals("NULL") ? emptied(table, column) : expected(table, column));
  }

  private void mayBeEmpty(String table, String column, boolean may) {
    written.database.execute(
        "ALTER TABLE journal.%s ALTER COLUMN %s %s NOT NULL"
            .formatted(table, column, may ? "DROP" : "SET"));
  }

  private static String emptied(String table, String column) {
    return switch (table + "." + column) {
      case "chain.id" -> "inserted: a chain without a number in journal.chain, which .*";
      case "block.chain", "block.number" -> "inserted: a block in journal.block, which .*";
      case "closed.chain", "closed.closer" -> "inserted: an end in journal.closed, which .*";
      case "closed.number" -> "altered: where chain 3 ended: chain 7, which closed it, .*";
      case "entry.chain", "outcome.chain" -> "inserted: .*entry .* in journal\\..*, which .*";
      default -> expected(table, column);
    };
  }

  /** What is read where there is nothing must not be what was signed. */
  @ParameterizedTest
  @CsvSource({
    "block,leaves,altered: block [0-9]+ of chain [0-9]+ .* has not signed like this.*",
    "closed,number,altered: where chain [0-9]+ ended: .*",
    "entry,leaf,altered: entry .* says that it has place -1 in block .*",
  })
  void aNumberThatIsEmptiedIsFoundWhereItWasNought(String table, String column, String said) {
    // Given a chain that was closed with its block 0
    written.run(
        "five", journal -> journal.record(WrittenJournal.entry("5"), WrittenJournal.DONE).await());
    written.run(
        "six", journal -> journal.record(WrittenJournal.entry("6"), WrittenJournal.DONE).await());
    mayBeEmpty(table, column, true);
    written.database.execute(
        "UPDATE journal.%1$s SET %2$s = NULL WHERE %2$s = 0".formatted(table, column));

    Verified verified = written.verify();
    restore();
    mayBeEmpty(table, column, false);

    assertThat(verified.said()).matches(said);
  }

  @ParameterizedTest
  @CsvSource({
    "chain,id = 3,chain 3.*",
    "closed,chain = 3,a second end of chain 3.*",
    "block,chain = 3 AND number = 2,block 2 of chain 3.*",
    "entry,request_id = 'b-record',entry .* in.*to block [0-9]+ of chain 3 .*",
    "outcome,chain = 3 AND block = 3,.*the outcome of entry .* block 3 of chain 3 .*",
  })
  void aRowThatStandsThereTwiceIsFound(String table, String row, String said) {
    written.database.execute(
        "INSERT INTO journal.%1$s SELECT * FROM journal.%1$s WHERE %2$s LIMIT 1"
            .formatted(table, row));

    assertThat(written.verify().said()).matches("inserted: " + said);
  }

  @Test
  void whereNothingIsLeftTheJournalDoesNotFit() {
    TABLES.forEach(table -> written.database.execute("DELETE FROM journal." + table));

    assertThat(written.verify().said()).startsWith("missing: all chains");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chain", "block", "closed", "entry", "outcome", "dropped_leaf"})
  void aTableThatIsGoneIsFoundMissing(String table) {
    written.database.execute("ALTER TABLE journal.%s RENAME TO gone".formatted(table));
    Verified verified = written.verify();
    written.database.execute("ALTER TABLE journal.gone RENAME TO " + table);

    assertThat(verified.said()).startsWith("missing: journal." + table + ", the table that ");
  }

  private static String expected(String table, String column) {
    String moved = "(missing|inserted|altered): .*";
    return switch (table + "." + column) {
      case "chain.id" -> "missing: chain 3, which chain 7 says that it closed";
      case "chain.instance", "chain.purpose", "chain.started_at" ->
          "altered: what chain 3 says of itself .*";
      case "block.chain" -> "missing: block 4 of chain 3";
      case "block.number" ->
          "(inserted: block 5 of chain 3, a second one.*|missing: block 4 of chain 3)";
      case "block.key_id" -> "untrusted: block 4 of chain 3 .*";
      case "closed.chain" -> "(missing|truncated|inserted|altered): .* chain 7.*";
      case "closed.closer" -> "(altered: what chain 7 says .*|missing: chain [0-9]+, .*)";
      case "closed.number" -> "truncated: chain 3 ends with block .*; chain 7, which closed it, .*";
      case "closed.digest" -> "altered: block [0-9]+ of chain 3 is not the one .*";
      case "entry.chain",
          "outcome.chain",
          "entry.block",
          "outcome.block",
          "entry.leaf",
          "outcome.leaf" ->
          moved + "chain 3.*";
      default ->
          table.equals("block")
              ? "altered: block 4 of chain 3 .*"
              : "altered: (one of )?(entry|the outcome of entry) .* in block [0-9]+ of chain 3 .*";
    };
  }

  private static String otherwise(String column, String type) {
    return switch (type) {
      case "text" -> "coalesce(" + column + ", '') || 'x'";
      case "integer", "bigint" -> column + " + 1";
      case "boolean" -> "NOT " + column;
      case "timestamp with time zone" -> column + " + interval '1 microsecond'";
      case "uuid" -> "overlay(%s::text placing '000000000000' from 25)::uuid".formatted(column);
      case "bytea" -> "set_byte(%1$s, 3, 255 - get_byte(%1$s, 3))".formatted(column);
      default -> throw new IllegalArgumentException(type);
    };
  }

  @Test
  void aMissingEntryIsFound() {
    written.database.execute("DELETE FROM journal.entry WHERE request_id = 'b-slow'");

    assertThat(written.verify().said())
        .matches("missing: an entry or an outcome: place 0 of 1 in block [0-9]+ of chain 3 .*");
  }

  @Test
  void aMissingOutcomeIsFound() {
    written.database.execute(
        "DELETE FROM journal.outcome WHERE entry = (SELECT id FROM journal.entry WHERE request_id ="
            + " 'b-record')");

    assertThat(written.verify().said())
        .matches("missing: an entry or an outcome: place 1 of 2 in block [0-9]+ of chain 3 .*");
  }

  @Test
  void aMissingBlockIsFound() {
    for (String table : List.of("entry", "outcome", "block")) {
      written.database.execute(
          "DELETE FROM journal.%s WHERE chain = 3 AND %s = 2"
              .formatted(table, table.equals("block") ? "number" : "block"));
    }

    assertThat(written.verify().said()).isEqualTo("missing: block 2 of chain 3");
  }

  @Test
  void aBlockWithoutItsLeavesIsFoundMissing() {
    written.database.execute("DELETE FROM journal.block WHERE chain = 3 AND number IN (2, 3)");

    assertThat(written.verify().said()).isEqualTo("missing: blocks 2 to 3 of chain 3");
  }

  @Test
  void aChainThatWasCutIsFoundByTheOneThatClosedIt() {
    cut(3, 6);

    assertThat(written.verify().said())
        .matches("truncated: chain 3 ends with block 5; chain 7, which closed it, .*");
  }

  @Test
  void aChainThatWasCutBeforeItsLeavesIsFound() {
    long last = last(7);
    written.database.execute("DELETE FROM journal.block WHERE chain = 7 AND number = " + last);

    assertThat(written.verify().said())
        .matches("inserted: .* says that it belongs to block .* of chain 7, .*");
  }

  /** Nobody but a witness can know. */
  @Test
  void theLastBlocksOfAnOpenChainAreMissedByAWitness() throws IOException {
    SigningKey key = KeyFile.signing(written.settings.journal());
    Map<String, Object> row =
        written
            .database
            .rows("SELECT max(number) AS last FROM journal.block WHERE chain = 7")
            .get(0);
    Path witness = witness(key, 7, (Long) row.get("last"));
    written.assertFits(witness);

    cut(7, (Long) row.get("last"));

    assertThat(written.verify().fits()).as("as far as the database tells").isTrue();
    assertThat(written.verify(witness).said())
        .matches("truncated: block [0-9]+ of chain 7 is not there; the witness saw it .*");
  }

  /** By who has the key: the witness has heard of what is no more. */
  @Test
  void whatTheWitnessSawBeforeItsLastLineIsHeldAgainstTheJournal() throws IOException {
    SigningKey key = KeyFile.signing(written.settings.journal());
    Path file = witness(key, 7, last(7));
    Checkpoint otherwise =
        Checkpoint.sign(
                7,
                new Chain.Head(2, Octets.of(new MerkleTree().digest(new byte[1]))),
                Instant.now(),
                key)
            .result();
    Files.writeString(
        file, new String(otherwise.line(), StandardCharsets.UTF_8) + "\n" + Files.readString(file));

    assertThat(written.verify(file).said())
        .matches("altered: block 2 of chain 7 .*, which is not the one that the witness saw .*");
  }

  @Test
  void theFileOfTheConfigurationIsComparedWithToo() throws IOException {
    SigningKey key = KeyFile.signing(written.settings.journal());
    Path file = witness(key, 7, last(7));
    Settings settings =
        TestSettings.with(
            written.settings,
            TestKeys.witnessed(
                written.settings.journal(),
                new Settings.Witness(file, null, null, Duration.ofSeconds(1))));
    Examiner examiner = Examiner.of(settings, List.of());
    assertThat(WrittenJournal.verify(examiner, false).said()).contains("As the witness saw it 1");

    cut(7, last(7));
    assertThat(WrittenJournal.verify(examiner, false).said()).startsWith("truncated: ");

    // Nor is one that is gone taken for one that agrees
    Files.delete(file);
    assertThatThrownBy(() -> WrittenJournal.verify(examiner, false))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("gateway.journal.witness.file");
  }

  /** It would agree with everything. */
  @Test
  void aWitnessThatHasNoLineIsNotTakenForOneThatAgrees() throws IOException {
    Path emptied = Files.createFile(directory.resolve("emptied.jsonl"));

    // Given as a copy that may be of any time, or before it can have been told anything
    assertThat(written.verify(emptied).said())
        .startsWith("The journal fits")
        .contains("Notice: the witness has no line to compare with.");
    assertThat(verify(emptied, Duration.ofHours(1)))
        .startsWith("The journal fits")
        .contains("Notice: the witness has no line to compare with.");

    // When it should have been told where a chain ends that is written now
    assertThat(verify(emptied, Duration.ofMillis(1)))
        .startsWith("missing: all that " + emptied + " was told: it has no line, and chain 7 was");
  }

  private String verify(Path witness, Duration interval) {
    Settings settings =
        TestSettings.with(
            written.settings,
            TestKeys.witnessed(
                written.settings.journal(), new Settings.Witness(witness, null, null, interval)));
    return WrittenJournal.verify(Examiner.of(settings, List.of()), false).said();
  }

  @Test
  void whatIsNoLineOfAGatewayIsNoWitness() throws IOException {
    SigningKey stranger = KeyFile.signing(TestKeys.write(directory.resolve("stranger")), null);
    Path forged = witness(stranger, 7, 2);
    Path altered =
        Files.writeString(
            directory.resolve("altered"),
            Files.readString(witness(KeyFile.signing(written.settings.journal()), 7, 2))
                .replace("\"number\":2", "\"number\":3"));
    Path nonsense = Files.writeString(directory.resolve("nonsense"), "{}\n");

    assertThat(written.verify(forged).said()).startsWith("untrusted: " + forged + " line 1 names");
    assertThat(written.verify(altered).said()).startsWith("altered: " + altered + " line 1, which");
    assertThat(written.verify(nonsense).said())
        .startsWith("altered: " + nonsense + " line 1, which");
  }

  /** Nor does anything in front of a line keep it from being looked at. */
  @Test
  void whatIsNotEvenTextIsNoWitness() throws IOException {
    Path file = witness(KeyFile.signing(written.settings.journal()), 7, 2);
    byte[] line = Files.readAllBytes(file);
    byte[] edited = new byte[1_000 + line.length];
    Arrays.fill(edited, 0, 999, (byte) 0xFF);
    edited[999] = '\n';
    System.arraycopy(line, 0, edited, 1_000, line.length);
    Files.write(file, edited);

    assertThat(written.verify(file).said()).startsWith("altered: " + file + " line 1, which");
  }

  @Test
  void aLineWithoutEndIsNotReadToItsEnd() throws IOException {
    Path file = witness(KeyFile.signing(written.settings.journal()), 7, 2);
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      // More than fits into memory; a file system keeps nothing of what was never written
      huge.setLength(20L << 30);
      huge.seek(huge.length() - 1);
      huge.write('\n');
    }

    assertThat(written.verify(file).said()).startsWith("altered: " + file + " line 2, which");
  }

  /** As two instances that shared a file left it. */
  @Test
  void anEmptyLineSpoilsNoneOfAWitness() throws IOException {
    Path file = witness(KeyFile.signing(written.settings.journal()), 7, 2);
    String line = Files.readString(file);
    Files.writeString(file, line + "\n" + line);

    assertThat(written.verify(file).said())
        .startsWith("The journal fits")
        .contains("As the witness saw it 2 times.")
        .contains("Notice: 1 lines of a witness were begun and not ended.");
  }

  private Path witness(SigningKey key, int chain, long number) throws IOException {
    try (var connection = written.database.connect(written.database.owner())) {
      Block block = BlockRows.read(connection, chain, number, number).get(0);
      Checkpoint checkpoint =
          Checkpoint.sign(
                  chain, new Chain.Head(number, block.digest(new MerkleTree())), block.at(), key)
              .result();
      Path file = Files.createTempFile(directory, "witness", ".jsonl");
      Files.write(file, checkpoint.line());
      return Files.writeString(file, "\n", StandardOpenOption.APPEND);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private long last(int chain) {
    return (Long)
        written
            .database
            .rows("SELECT max(number) AS last FROM journal.block WHERE chain = " + chain)
            .get(0)
            .get("last");
  }

  private void cut(int chain, long from) {
    written.database.execute(
        "DELETE FROM journal.entry WHERE chain = %d AND block >= %d".formatted(chain, from));
    written.database.execute(
        "DELETE FROM journal.outcome WHERE chain = %d AND block >= %d".formatted(chain, from));
    written.database.execute(
        "DELETE FROM journal.block WHERE chain = %d AND number >= %d".formatted(chain, from));
  }

  @Test
  void aMissingChainIsFound() {
    cut(3, 0);
    written.database.execute("DELETE FROM journal.chain WHERE id = 3");

    assertThat(written.verify().said())
        .isEqualTo("missing: chain 3, which chain 7 says that it closed");
  }

  @Test
  void aMissingChainIsFoundEvenIfNothingSpeaksOfItAnyMore() {
    cut(3, 0);
    written.database.execute("DELETE FROM journal.chain WHERE id = 3");
    written.database.execute("DELETE FROM journal.closed WHERE chain = 3 OR closer = 3");

    assertThat(written.verify().said())
        .matches("altered: what chain 7 says of itself .*; there is no chain 3");
  }

  @Test
  void allBlocksOfAChainAreMissed() {
    cut(4, 0);

    assertThat(written.verify().said()).isEqualTo("missing: all blocks of chain 4");
  }

  @Test
  void anInsertedEntryIsFound() {
    copyEntry("request_id = 'b-slow'", "leaf", "leaf");

    assertThat(written.verify().said())
        .matches(
            "inserted: entry [0-9a-f-]*000000000000, into block [0-9]+ of chain 3 .* 1 leaves and"
                + " has 2");
  }

  @Test
  void anInsertedEntryAtAPlaceOfItsOwnIsFound() {
    copyEntry("request_id = 'b-slow'", "leaf", "leaf + 1");

    assertThat(written.verify().said())
        .matches("inserted: entry [0-9a-f-]*000000000000 says that it has place 1 in block .*");
  }

  @Test
  void anInsertedEntryOfNoBlockIsFound() {
    copyEntry("request_id = 'b-slow'", "block", "1000000");

    assertThat(written.verify().said())
        .matches(
            "inserted: entry [0-9a-f-]*000000000000 says that it belongs to block 1000000 of chain"
                + " 3.*");
  }

  @Test
  void anInsertedEntryOfNoChainIsFound() {
    copyEntry("request_id = 'b-slow'", "chain", "99");

    assertThat(written.verify().said())
        .startsWith("missing: chain 99, to which rows of journal.entry");
  }

  @Test
  void anEntryWithItsOutcomeThatIsCopiedUnderAnotherIdIsFound() {
    copyEntry("request_id = 'b-record'", "leaf", "leaf + 2");
    written.database.execute(
        "INSERT INTO journal.outcome SELECT overlay(entry::text placing '000000000000' from"
            + " 25)::uuid, chain, leaf + 2, block, recorded_at, status, bytes, duration_us, ending"
            + " FROM journal.outcome WHERE entry = (SELECT id FROM journal.entry WHERE request_id ="
            + " 'b-record' ORDER BY leaf LIMIT 1)");

    assertThat(written.verify().said())
        .matches("inserted: .*000000000000.* in block [0-9]+ of chain 3.*");
  }

  /** What tells by who asks what there is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE journal.closed RENAME TO hidden; CREATE VIEW journal.closed AS TABLE"
            + " journal.hidden; GRANT SELECT ON journal.closed TO PUBLIC"
            + "|DROP VIEW journal.closed; ALTER TABLE journal.hidden RENAME TO closed"
            + "|journal.closed, which is not the table .*",
        "ALTER TABLE journal.entry ENABLE ROW LEVEL SECURITY; CREATE POLICY audit ON journal.entry"
            + " USING (current_setting('application_name') = 'prunelle-audit')"
            + "|DROP POLICY audit ON journal.entry; ALTER TABLE journal.entry DISABLE ROW LEVEL"
            + " SECURITY"
            + "|journal.entry, which shows everybody other rows .*",
        "CREATE TABLE journal.more () INHERITS (journal.block)"
            + "|DROP TABLE journal.more"
            + "|journal.more, whose rows are taken for those of journal.block",
        ALIKE
            + "ALTER TABLE journal.entry ALTER subject TYPE text COLLATE journal.alike"
            + "|ALTER TABLE journal.entry ALTER subject TYPE text COLLATE \"default\"; DROP COLLATION"
            + " journal.alike"
            + "|journal.entry, whose column subject compares otherwise than gateways do",
        ALIKE
            + "ALTER TABLE report.report ALTER answer TYPE text COLLATE journal.alike"
            + "|ALTER TABLE report.report ALTER answer TYPE text COLLATE \"default\"; DROP COLLATION"
            + " journal.alike"
            + "|report.report, whose column answer compares otherwise than gateways do",
        // Names are in another order, so that those between two others are not between them
        "CREATE TYPE journal.ordered AS ENUM ('completed', 'failed', 'refused', 'unknown');"
            + " ALTER TABLE journal.outcome ALTER ending TYPE journal.ordered USING"
            + " ending::journal.ordered"
            + "|ALTER TABLE journal.outcome ALTER ending TYPE text; DROP TYPE journal.ordered"
            + "|journal.outcome, whose column ending is not of the type that gateways write",
        // What was signed is the half of it
        "ALTER TABLE journal.block ALTER leaves TYPE bigint; UPDATE journal.block SET leaves ="
            + " leaves + 4294967296"
            + "|UPDATE journal.block SET leaves = leaves - 4294967296; ALTER TABLE journal.block"
            + " ALTER leaves TYPE integer"
            + "|journal.block, whose column leaves is not of the type that gateways write",
        "ALTER TABLE journal.entry ALTER leaf TYPE bigint; UPDATE journal.entry SET leaf = leaf +"
            + " 4294967296"
            + "|UPDATE journal.entry SET leaf = leaf - 4294967296; ALTER TABLE journal.entry ALTER"
            + " leaf TYPE integer"
            + "|journal.entry, whose column leaf is not of the type that gateways write",
        "ALTER TABLE journal.outcome ALTER leaf TYPE bigint; UPDATE journal.outcome SET leaf = leaf"
            + " + 4294967296"
            + "|UPDATE journal.outcome SET leaf = leaf - 4294967296; ALTER TABLE journal.outcome"
            + " ALTER leaf TYPE integer"
            + "|journal.outcome, whose column leaf is not of the type that gateways write",
        // No letter is nought
        "DROP INDEX journal.entry_refused; ALTER TABLE journal.entry ALTER permitted TYPE text"
            + " USING permitted::text; UPDATE journal.entry SET permitted = 'false'"
            + "|ALTER TABLE journal.entry ALTER permitted TYPE boolean USING true; CREATE INDEX"
            + " entry_refused ON journal.entry (practice, id DESC) WHERE NOT permitted"
            + "|journal.entry, whose column permitted is not of the type that gateways write",
        "ALTER TABLE journal.entry ADD remark text DEFAULT 'by nobody'"
            + "|ALTER TABLE journal.entry DROP remark"
            + "|journal.entry, which no gateway gave column remark",
        "ALTER TABLE report.report ADD remark text"
            + "|ALTER TABLE report.report DROP remark"
            + "|report.report, which no gateway gave column remark",
        "ALTER TABLE report.report ALTER accessed_at TYPE text"
            + "|ALTER TABLE report.report ALTER accessed_at TYPE timestamptz USING"
            + " accessed_at::timestamptz"
            + "|report.report, whose column accessed_at is not of the type that gateways write",
      })
  void whatShowsEverybodySomethingElseIsFound(String change, String back, String said) {
    for (String sql : change.split(";", -1)) {
      written.database.execute(sql);
    }
    Verified verified = written.verify();
    for (String sql : back.split(";", -1)) {
      written.database.execute(sql);
    }

    assertThat(verified.said()).matches("altered: " + said);
    written.assertFits();
  }

  /**
   * What the planner leaves out by what a function of the owner's says, of which it thinks that it
   * holds.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Pages find nothing of October
        "patient|ALTER TABLE journal.entry_%s ADD CONSTRAINT empty CHECK (owners.ok(patient))"
            + "|ALTER TABLE journal.entry_%s DROP CONSTRAINT empty"
            + "|journal.entry_[0-9_]*, which no gateway gave constraint empty",
        // Verification finds nothing of a chain
        "chain|ALTER TABLE journal.outcome_%s ADD CONSTRAINT empty CHECK (owners.ok(chain))"
            + "|ALTER TABLE journal.outcome_%s DROP CONSTRAINT empty"
            + "|journal.outcome_[0-9_]*, which no gateway gave constraint empty",
        "block|CREATE INDEX partly ON journal.entry_%s (chain, block) WHERE owners.ok(block)"
            + "|DROP INDEX journal.partly"
            + "|journal.entry_[0-9_]*, of which index partly has what a function leaves in it",
      })
  void whatIsLeftOutByAFunctionOfTheOwnersIsFound(
      String column, String change, String back, String said) {
    String month = month();
    String type = column.equals("patient") ? "text" : column.equals("chain") ? "int" : "bigint";
    written.database.execute("CREATE SCHEMA leaving");
    written.database.execute("GRANT USAGE ON SCHEMA leaving TO PUBLIC");
    String function =
        "CREATE OR REPLACE FUNCTION leaving.ok(%s) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN "
            .formatted(type);
    written.database.execute(function + "true");
    written.database.execute(change.formatted(month).replace("owners", "leaving"));
    written.database.execute(function + "$1 IS NULL");

    Verified verified = written.verify();
    written.database.execute(back.formatted(month));
    written.database.execute("DROP SCHEMA leaving CASCADE");

    assertThat(verified.said()).matches("altered: " + said);
    written.assertFits();
  }

  /** Functions of PostgreSQL's own whose answers are for the owner to change. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "journal.entry|(patient, id DESC) WHERE to_tsvector('leaving.words', 'dogs') @@ 'dog'",
        "journal.entry|(patient, id DESC) WHERE to_tsvector(%d::regconfig, 'dogs') @@ 'dog'",
        "journal.entry|((CASE WHEN timezone('EST', timestamp '2020-01-01') <"
            + " timestamptz '2020-01-01 04:00Z' THEN patient ELSE '' END), id DESC)",
        "journal.entry|(patient, id DESC) WHERE '\\x61'::bytea::text = 'a'",
        "report.report|(id) WHERE to_tsvector(%d::regconfig, 'dogs') @@ 'dog'",
      })
  void whatIsLeftOutByWhatTheOwnerHasConfiguredIsFound(String table, String index) {
    written.database.execute("CREATE SCHEMA leaving");
    written.database.execute("CREATE TEXT SEARCH CONFIGURATION leaving.words (COPY = simple)");
    Object words =
        written
            .database
            .rows("SELECT oid::bigint AS id FROM pg_ts_config WHERE cfgname = 'words'")
            .get(0)
            .get("id");
    written.database.execute(
        "CREATE INDEX partly ON " + table + index.replace("%d", words.toString()));

    Verified verified = written.verify();
    written.database.execute(
        "DROP INDEX %s.partly".formatted(table.substring(0, table.indexOf('.'))));
    written.database.execute("DROP SCHEMA leaving CASCADE");

    assertThat(verified.said())
        .matches(
            "altered: %s.*, of which index .* has what a function leaves in it".formatted(table));
    written.assertFits();
  }

  /** Rows stand where they stood, and are looked for elsewhere. */
  @Test
  void partitionsThatAreNotByTimeAreFound() {
    written.database.execute("ALTER TABLE journal.entry RENAME TO by_time");
    written.database.execute(
        "CREATE TABLE journal.entry (LIKE journal.by_time) PARTITION BY RANGE (patient)");
    written.database.execute("CREATE TABLE journal.whole (LIKE journal.by_time)");
    written.database.execute("INSERT INTO journal.whole SELECT * FROM journal.by_time");
    written.database.execute("GRANT SELECT ON journal.entry, journal.whole TO PUBLIC");
    written.database.execute("CREATE SCHEMA astray");
    String function =
        "CREATE OR REPLACE FUNCTION astray.ok(text) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN ";
    written.database.execute(function + "true");
    written.database.execute(
        "ALTER TABLE journal.whole ADD CONSTRAINT ok CHECK (astray.ok(patient))");
    String from = "00000000-0000-0000-0000-000000000000";
    String to = "ffffffff-ffff-ffff-ffff-ffffffffffff";
    written.database.execute(
        function + "$1 IS NOT NULL AND $1 >= '%s' AND $1 < '%s'".formatted(from, to));
    written.database.execute(
        "ALTER TABLE journal.entry ATTACH PARTITION journal.whole FOR VALUES FROM ('%s') TO ('%s')"
            .formatted(from, to));
    written.database.execute("ALTER TABLE journal.whole DROP CONSTRAINT ok");
    Verified verified = written.verify();
    List<Map<String, Object>> found =
        written.database.rows("SELECT 1 FROM journal.entry WHERE patient = 'p1'");
    written.database.execute("DROP TABLE journal.entry");
    written.database.execute("ALTER TABLE journal.by_time RENAME TO entry");
    written.database.execute("DROP SCHEMA astray CASCADE");

    assertThat(found).isEmpty();
    assertThat(verified.said())
        .isEqualTo("altered: journal.entry, whose partitions are by RANGE (patient)");
    written.assertFits();
  }

  /** The same row, in a partition that has nothing of its time: no page finds it. */
  @Test
  void anEntryThatStandsOutsideOfThePartitionOfItsTimeIsFound() {
    written.database.execute("CREATE SCHEMA astray");
    written.database.execute(
        "CREATE FUNCTION astray.ok(uuid) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true");
    written.database.execute(
        "CREATE TABLE journal.astray AS SELECT * FROM journal.entry WHERE request_id = 'b-record'");
    written.database.execute(
        "ALTER TABLE journal.astray ADD CONSTRAINT ok CHECK (astray.ok(id)), ALTER id SET NOT NULL");
    for (Map<String, Object> row : columns("entry")) {
      if (row.get("must").equals(true)) {
        written.database.execute(
            "ALTER TABLE journal.astray ALTER %s SET NOT NULL".formatted(row.get("name")));
      }
    }
    written.database.execute("DELETE FROM journal.entry WHERE request_id = 'b-record'");
    String then = "journal.boundary('2150-%s-01')";
    written.database.execute(
        "CREATE OR REPLACE FUNCTION astray.ok(uuid) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN"
            + " $1 IS NOT NULL AND $1 >= '%s' AND $1 < '%s'"
                .formatted(value(then.formatted("01")), value(then.formatted("02"))));
    written.database.execute(
        "ALTER TABLE journal.entry ATTACH PARTITION journal.astray FOR VALUES FROM (%s) TO (%s)"
            .formatted(then.formatted("01"), then.formatted("02")));
    written.database.execute("ALTER TABLE journal.astray DROP CONSTRAINT ok");

    Verified verified = written.verify();
    written.database.execute("DROP TABLE journal.astray");
    written.database.execute("DROP SCHEMA astray CASCADE");

    assertThat(verified.said())
        .matches("altered: entry [0-9a-f-]*, which stands in journal.astray, .*");
  }

  private List<Map<String, Object>> columns(String table) {
    return written.database.rows(
        "SELECT attname AS name, attnotnull AS must FROM pg_attribute WHERE attnum > 0 AND NOT"
            + " attisdropped AND attrelid = 'journal.%s'::regclass".formatted(table));
  }

  private Object value(String expression) {
    return written.database.rows("SELECT (%s)::text AS v".formatted(expression)).get(0).get("v");
  }

  /** Of the partition that everything stands in. */
  private String month() {
    return written
        .database
        .rows(
            "SELECT substring(min(tableoid::regclass::text) FROM '.......$') AS m FROM journal.entry")
        .get(0)
        .get("m")
        .toString();
  }

  @Test
  void functionsOfTheOwnersAreNotAsked() {
    String name = written.settings.database().name();
    written.database.execute("CREATE SCHEMA owners");
    written.database.execute(
        "CREATE FUNCTION owners.min(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 4'");
    written.database.execute(
        "CREATE AGGREGATE owners.max(bigint) (SFUNC = int8mi, STYPE = bigint, INITCOND = '0')");
    written.database.execute(
        "ALTER DATABASE " + name + " SET search_path = owners, pg_catalog, public");

    Verified verified = written.verify();
    written.database.execute("ALTER DATABASE " + name + " RESET search_path");

    assertThat(verified.said()).startsWith("The journal fits");
  }

  @ParameterizedTest
  @CsvSource({
    "chain,started_at,id = 3",
    "block,recorded_at,chain = 3 AND number = 4",
    "entry,recorded_at,request_id = 'b-record'"
  })
  void aTimeWithoutEndIsFoundLikeAnyOther(String table, String column, String row) {
    written.database.execute(
        "UPDATE journal.%s SET %s = 'infinity' WHERE %s".formatted(table, column, row));

    assertThat(written.verify().said()).matches("altered: .* chain 3.*");
  }

  /** Pages and lists read entries whatever they say of chains and blocks. */
  @ParameterizedTest
  @CsvSource({"entry,chain", "entry,block", "entry,leaf", "outcome,chain", "outcome,block"})
  void whatWasInsertedOutsideOfEveryChainIsFound(String table, String column) {
    written.database.execute(
        "ALTER TABLE journal.%s ALTER COLUMN %s DROP NOT NULL".formatted(table, column));
    copy(table, "NULL", column);

    assertThat(written.verify().said()).matches("inserted: .*entry [0-9a-f-]*000000000000[ ,].*");

    restore();
    written.database.execute(
        "ALTER TABLE journal.%s ALTER COLUMN %s SET NOT NULL".formatted(table, column));
  }

  /** Inserts a copy under another id, in which one column is otherwise. */
  private void copyEntry(String row, String column, String value) {
    copy("entry", row, column, value);
  }

  private void copy(String table, String value, String column) {
    String id = "(SELECT id FROM journal.entry WHERE request_id = 'b-record')";
    copy(table, (table.equals("entry") ? "id = " : "entry = ") + id, column, value);
  }

  private void copy(String table, String row, String column, String value) {
    String columns =
        (String)
            written
                .database
                .rows(
                    "SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) AS names FROM"
                        + " information_schema.columns WHERE table_schema = 'journal' AND"
                        + " table_name = ?",
                    table)
                .get(0)
                .get("names");
    String id = table.equals("entry") ? "id" : "entry";
    String values =
        (", " + columns + ",")
            .replace(
                ", " + id + ",",
                ", overlay(%s::text placing '000000000000' from 25)::uuid,".formatted(id))
            .replace(", " + column + ",", ", " + value + ",");
    written.database.execute(
        "INSERT INTO journal.%1$s (%2$s) SELECT %3$s FROM journal.%1$s WHERE %4$s"
            .formatted(table, columns, values.substring(2, values.length() - 1), row));
  }

  @Test
  void leavesThatChangedPlacesAreFound() {
    written.database.execute(
        "UPDATE journal.entry SET leaf = CASE leaf WHEN 0 THEN 2 ELSE 0 END WHERE request_id IN"
            + " ('b-x', 'b-z')");

    assertThat(written.verify().said())
        .matches(
            "reordered: entry .* and entry .* stand in each other's place in block .* of chain 3"
                + " .*");
  }

  @Test
  void blocksThatChangedPlacesAreFound() {
    written.database.execute(
        "UPDATE journal.block SET number = CASE number WHEN 2 THEN 5 ELSE 2 END WHERE chain = 3 AND"
            + " number IN (2, 5)");

    assertThat(written.verify().said())
        .matches("reordered: block 2 of chain 3 .* was signed as block 5");
  }

  @Test
  void anOutcomeWithoutItsEntryIsFoundEvenIfItIsSigned() throws Exception {
    // By somebody who has the key
    SigningKey key = KeyFile.signing(written.settings.journal());
    UUID nobody = Identifiers.least(Instant.now());
    try (var connection = written.database.connect(written.database.owner())) {
      Block last = BlockRows.read(connection, 7, last(7), last(7)).get(0);
      Chain chain = new Chain(7, key, new Chain.Head(last.number(), last.digest(new MerkleTree())));
      byte[] ended =
          new CanonicalJson()
              .time("at", last.at())
              .number("bytes", 0)
              .text("ending", "completed")
              .id("entry", nobody)
              .text("kind", "outcome")
              .number("micros", 0)
              .number("status", 200)
              .bytes();
      Block forged = chain.next(List.of(ended), last.at()).result();
      insert(connection, forged);
      written.database.execute(
          "INSERT INTO journal.outcome (entry, chain, leaf, block, recorded_at, status, bytes,"
              + " duration_us, ending) VALUES (?, 7, 0, ?, ?, 200, 0, 0, 'completed')",
          nobody,
          forged.number(),
          last.at().atOffset(ZoneOffset.UTC));
    }

    assertThat(written.verify().said())
        .startsWith("missing: entry " + nobody + ", whose outcome stands in block");
  }

  @Test
  void aChainThatIsSignedAnewWithAnotherKeyIsFound() throws Exception {
    SigningKey stranger = KeyFile.signing(TestKeys.write(directory.resolve("other")), null);
    resign(7, stranger, stranger.id());

    assertThat(written.verify().said())
        .matches("untrusted: block 0 of chain 7 .* names key " + stranger.id() + ", which .*");
  }

  @Test
  void aChainThatIsSignedAnewInTheNameOfTheKeyIsFound() throws Exception {
    SigningKey stranger = KeyFile.signing(TestKeys.write(directory.resolve("other")), null);
    resign(7, stranger, KeyFile.signing(written.settings.journal()).id());

    assertThat(written.verify().said())
        .matches("altered: block [0-9]+ of chain 7 .*, which key .* has not signed like this: .*");
    assertThat(WrittenJournal.verify(Examiner.of(written.settings, List.of()), true).said())
        .matches("altered: block 0 of chain 7 .*, which key .* has not signed like this: .*");
  }

  @Test
  void aBlockOfAFormerKeyIsTrustedWhereThatKeyIs() throws Exception {
    SigningKey former = KeyFile.signing(TestKeys.write(directory.resolve("former")), null);
    resign(7, former, former.id());
    List<Path> keys =
        List.of(
            TestKeys.publicHalf(written.settings.journal().key()),
            TestKeys.publicHalf(directory.resolve("former")));

    assertThat(WrittenJournal.verify(Examiner.of(written.settings, keys), false).fits()).isTrue();
    assertThat(written.verify().said()).startsWith("untrusted: block 0 of chain 7");
  }

  /** Makes the whole chain anew, as somebody without the key would. */
  private void resign(int chain, SigningKey key, String id) throws Exception {
    try (var connection = written.database.connect(written.database.owner())) {
      List<Block> blocks = BlockRows.read(connection, chain, 0, last(chain));
      Octets previous = blocks.get(0).previous();
      written.database.execute("DELETE FROM journal.block WHERE chain = " + chain);
      for (Block block : blocks) {
        Block unsigned =
            new Block(
                chain,
                block.number(),
                block.at(),
                block.leaves(),
                block.root(),
                previous,
                id,
                block.signature());
        Block signed =
            new Block(
                chain,
                block.number(),
                block.at(),
                block.leaves(),
                block.root(),
                previous,
                id,
                Octets.of(key.sign(unsigned.signed()).result()));
        insert(connection, signed);
        previous = signed.digest(new MerkleTree());
      }
    }
  }

  private static void insert(Connection connection, Block block) throws Exception {
    try (var statement =
        connection.prepareStatement(
            "INSERT INTO journal.block (chain, number, recorded_at, leaves, root, previous, key_id,"
                + " signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      statement.setInt(1, block.chain());
      statement.setLong(2, block.number());
      statement.setObject(3, block.at().atOffset(ZoneOffset.UTC));
      statement.setInt(4, block.leaves());
      statement.setBytes(5, block.root().bytes());
      statement.setBytes(6, block.previous().bytes());
      statement.setString(7, block.key());
      statement.setBytes(8, block.signature().bytes());
      statement.execute();
    }
  }
}
