// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import io.prunelle.deploy.demo.postgres.Binaries;
import io.prunelle.deploy.demo.postgres.Cluster;
import io.prunelle.deploy.demo.process.Programs;
import java.io.IOException;
import java.sql.SQLException;

/**
 * Two PostgreSQL clusters, so that the journal can fail while the records do not: one for Keycloak
 * and the two hosts, each with a database and a role of its own; one for the journal.
 */
final class Databases {

  static final String KEYCLOAK = "keycloak";
  static final String CLOUD = "nuage_sante";
  static final String ON_PREMISE = "cabinet";
  static final String JOURNAL = "prunelle";
  static final String JOURNAL_OWNER = "prunelle_owner";
  static final String JOURNAL_GATEWAY = "prunelle_gateway";

  private final Layout layout;
  private final Cluster records;
  private final Cluster journal;
  private final Secrets secrets;

  Databases(Layout layout, Ports ports, Secrets secrets) {
    this.layout = layout;
    this.secrets = secrets;
    this.records =
        new Cluster(
            "records",
            layout.data().resolve("postgres-records"),
            ports.recordsDatabase(),
            layout.log("postgres-records"),
            secrets.get(Secrets.RECORDS_SUPERUSER));
    this.journal =
        new Cluster(
            "journal",
            layout.data().resolve("postgres-journal"),
            ports.journalDatabase(),
            layout.log("postgres-journal"),
            secrets.get(Secrets.JOURNAL_SUPERUSER));
  }

  Cluster records() {
    return records;
  }

  Cluster journal() {
    return journal;
  }

  /** PostgreSQL's programs, unpacked at the first call. */
  Binaries binaries() throws IOException, InterruptedException {
    return Binaries.below(layout.cache());
  }

  /** Starts the cluster of Keycloak and of the hosts. */
  void startRecords(Binaries binaries, Programs programs)
      throws IOException, InterruptedException, SQLException {
    records.start(binaries, programs);
    own(KEYCLOAK, Secrets.KEYCLOAK_DATABASE);
    own(CLOUD, Secrets.CLOUD_DATABASE);
    own(ON_PREMISE, Secrets.ON_PREMISE_DATABASE);
  }

  /** Starts the journal's cluster. */
  void startJournal(Binaries binaries, Programs programs)
      throws IOException, InterruptedException, SQLException {
    journal.start(binaries, programs);
    journal.role(JOURNAL_OWNER, secrets.get(Secrets.JOURNAL_OWNER));
    journal.role(JOURNAL_GATEWAY, secrets.get(Secrets.JOURNAL_GATEWAY));
    journal.database(JOURNAL, JOURNAL_OWNER);
    journal.connect(JOURNAL_GATEWAY, JOURNAL);
  }

  /** Stops both. */
  void stop() throws IOException, InterruptedException {
    if (records.runs() || journal.runs()) {
      Binaries binaries = binaries();
      journal.stop(binaries);
      records.stop(binaries);
    }
  }

  private void own(String database, String secret) throws SQLException {
    records.role(database, secrets.get(secret));
    records.database(database, database);
  }
}
