// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who runs the gateway sees what moves, and orders. */
final class TransferCommandsTest {

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.migrated();
  private final Settings settings = TestSettings.of(database);
  private final Pools pools = Pools.of(vertx, settings.database());
  private final Journal journal =
      Journal.of(vertx, settings, pools.work(), "test", Clock.systemUTC());
  private String transfer = "";

  private record Said(int status, String words) {}

  @BeforeEach
  void move() {
    journal.start();
    transfer =
        database
            .rows(
                "INSERT INTO hosts.transfer (practice, patient, source, destination, urgent)"
                    + " VALUES ('cabinet-des-lilas', 'p1', 'nuage-sante', 'cabinet', true)"
                    + " RETURNING id")
            .get(0)
            .get("id")
            .toString();
  }

  @AfterEach
  void close() {
    journal.stop().await();
    pools.stop().await();
    vertx.close().await();
  }

  private Said run(String... arguments) {
    String[] all =
        Stream.concat(
                Stream.concat(Stream.of("transfers"), Stream.of(arguments)),
                Stream.of("--config", "gateway.yaml"))
            .toArray(String[]::new);
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    Hosts hosts = new Hosts(vertx, settings, pools.work(), pools.holds());
    TransferCommands commands =
        new TransferCommands(
            CommandLine.parse(all),
            hosts,
            new Moves(pools.work(), hosts, journal, Clock.systemUTC()),
            new PrintStream(words, true, StandardCharsets.UTF_8));
    commands.run().await();
    return new Said(commands.status(), words.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whatMovesIsListedWithoutWhoseItIs() {
    Said listed = run("list");

    assertThat(listed.status()).isZero();
    assertThat(listed.words())
        .contains(transfer, "cabinet-des-lilas", "nuage-sante -> cabinet", "waiting")
        .contains("1 transfers have not ended.")
        .doesNotContain("p1");
    assertThat(run("list", "--practice", "other").words()).contains("0 transfers");
  }

  @Test
  void anOrderIsCarriedOutOnceAndWrittenDownWithWhoGaveIt() {
    assertThat(run("pause", transfer)).isEqualTo(new Said(0, "Done.\n"));
    assertThat(run("pause", transfer)).isEqualTo(new Said(0, "It was so before.\n"));
    assertThat(run("list").words()).contains("paused by operator ");

    assertThat(run("resume", transfer).status()).isZero();
    List<Map<String, Object>> entries =
        database.rows("SELECT reason, name, role FROM journal.entry ORDER BY id");
    assertThat(entries)
        .extracting(entry -> entry.get("reason"))
        .containsExactly("transfer-paused", "transfer-resumed");
    assertThat(entries)
        .allSatisfy(
            entry ->
                assertThat(entry)
                    .containsEntry("role", "operator")
                    .containsEntry("name", "operator " + System.getProperty("user.name")));
  }

  @Test
  void whatCannotBeIsRefusedWithTheReason() {
    database.execute(
        "UPDATE hosts.transfer SET state = 'erasing' WHERE id = CAST(? AS uuid)", transfer);

    assertThat(run("cancel", transfer))
        .isEqualTo(
            new Said(
                1,
                "Not done: the record lives at the destination already, or is on its way back.\n"));
    assertThat(run("pause", UUID.randomUUID().toString()))
        .isEqualTo(new Said(1, "Not done: there is no such transfer.\n"));
    assertThat(run("pause", "--host", "elsewhere").status()).isEqualTo(1);
    assertThat(database.rows("SELECT 1 FROM journal.entry")).isEmpty();
  }

  @Test
  void whatIsMissingIsNamedBeforeItCanBeAccepted() {
    assertThat(run("accept", transfer).words())
        .isEqualTo("Not done: nothing that is missing keeps it from going on.\n");
    database.execute(
        "UPDATE hosts.transfer SET state = 'failed', failed_in = 'erasing', switched_at = now(),"
            + " reason = 'copy-differs: x', retry_at = now() + interval '1 hour'"
            + " WHERE id = CAST(? AS uuid)",
        transfer);
    database.execute(
        "INSERT INTO hosts.transfer_item (transfer, resource, shared, state, digest)"
            + " VALUES (CAST(? AS uuid), 'Observation/a', false, 'compared', 'x')",
        transfer);

    assertThat(run("accept", transfer))
        .isEqualTo(
            new Said(
                1,
                """
                Observation/a
                Not done: say with --resource which of these were deleted on purpose, or are not to be kept.
                """));
    assertThat(run("accept", transfer, "--resource", "Observation/b").status()).isEqualTo(1);
    assertThat(run("accept", transfer, "--resource", "Observation/a"))
        .isEqualTo(new Said(0, "Done.\n"));

    assertThat(database.rows("SELECT reason FROM journal.entry"))
        .singleElement()
        .satisfies(entry -> assertThat(entry).containsEntry("reason", "transfer-accepted"));
    assertThat(database.rows("SELECT 1 FROM hosts.transfer WHERE retry_at <= now()")).hasSize(1);
  }

  @Test
  void aHostIsPausedForEachPracticeThatHasIt() {
    assertThat(run("pause", "--host", "nuage-sante").words())
        .isEqualTo("cabinet-des-lilas: Done.\n");
    assertThat(database.rows("SELECT host FROM hosts.pause")).hasSize(1);

    assertThat(run("resume", "--host", "nuage-sante", "--practice", "cabinet-des-lilas").status())
        .isZero();
    assertThat(database.rows("SELECT host FROM hosts.pause")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "erase x",
        "pause",
        "pause x y",
        "list x",
        "retry --host nuage-sante",
        "pause x"
      })
  void whatIsNotUnderstoodIsTold(String arguments) {
    assertThatThrownBy(() -> run(arguments.split(" ", -1)))
        .isInstanceOf(CommandLine.WrongUse.class)
        .hasMessageContaining("gateway transfers (list");
  }
}
