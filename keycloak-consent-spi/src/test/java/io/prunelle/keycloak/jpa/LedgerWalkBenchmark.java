// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Verification;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Statement;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** How long {@code verify} walks along a ledger; run by {@code bench.sh verify} in a small heap. */
final class LedgerWalkBenchmark {
  private static final String REALM = "benchmark";
  private static final PrintStream OUT = System.out;

  private LedgerWalkBenchmark() {}

  /** Takes the number of entries. */
  public static void main(String[] arguments) throws IOException, SQLException {
    int entries = Integer.parseInt(arguments[0]);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Database database = Database.at(postgres.getJdbcUrl("postgres", "postgres"))) {
      database.provider().put(REALM, Examples.host(), Examples.NOW);
      database.provider().put(REALM, Examples.hosting(0), Examples.NOW);
      database.provider().publish(REALM, Examples.HOSTING, Examples.texts(), Examples.NOW);
      Chain end = fill(postgres.getJdbcUrl("postgres", "postgres"), entries);
      database.tamper(
          "insert into PRUNELLE_LEDGER (REALM_ID, LAST_POSITION, LAST_HASH) values ('%s', %d, '%s')"
              .formatted(REALM, end.position(), end.hash()));
      database.tamper("vacuum analyze");
      walk(database, "untouched");
      database.tamper(
          "update PRUNELLE_ENTRY set DECISION = 'DENY' where LEDGER_POSITION = " + (entries - 1));
      walk(database, "altered");
    }
  }

  private static void walk(Database database, String what) {
    long start = System.nanoTime();
    Verification found = database.provider().verify(REALM, null);
    OUT.printf(
        "%s: %.1f s, heap of at most %d MiB: %s%n",
        what,
        (System.nanoTime() - start) / 1e9,
        Runtime.getRuntime().maxMemory() / 1024 / 1024,
        found);
  }

  private static Chain fill(String url, int entries) throws SQLException {
    Chain end = Chain.empty(REALM);
    try (Connection connection = DriverManager.getConnection(url)) {
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "copy PRUNELLE_ENTRY (REALM_ID, LEDGER_POSITION, PATIENT_ID, HOSTING_ID,"
                      + " NOTICE_VERSION, DECISION, DECIDED_AT, CHANNEL, BY_ROLE, BY_SUBJECT,"
                      + " TEXT_DIGEST, LANGUAGE, AUTH_ACR, AUTH_TIME, AUTH_CLIENT, PERSONS, SALT,"
                      + " PREVIOUS_HASH, ENTRY_HASH) from stdin");
      Statement statement = PreviousVersion.bound(Examples.statement(Decision.PERMIT, 1, null));
      for (int i = 0; i < entries; i++) {
        Entry entry = end.next(statement, Salt.random());
        byte[] row = row(entry).getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(row, 0, row.length);
        end = end.with(entry);
      }
      copy.endCopy();
    }
    return end;
  }

  private static String row(Entry entry) {
    Statement statement = entry.statement();
    return String.join(
            "\t",
            REALM,
            Long.toString(entry.position()),
            statement.patient(),
            statement.hosting(),
            Integer.toString(statement.notice()),
            statement.decision().name(),
            Long.toString(statement.decidedAt().toEpochMilli()),
            statement.channel().name(),
            statement.by().role().name(),
            statement.by().subject(),
            statement.textDigest(),
            statement.language(),
            statement.authentication().acr(),
            String.valueOf(statement.authentication().authTime()),
            statement.authentication().client(),
            entry.persons().commitment(),
            entry.persons().salt(),
            entry.previousHash(),
            entry.hash())
        + "\n";
  }
}
