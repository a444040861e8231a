// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import static io.prunelle.keycloak.Examples.NOW;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.host.Host;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What the look-up of every login costs as the ledger grows; run by {@code bench.sh}.
 *
 * <p>Each patient has three hostings with three entries each, spread over the ledger as years of
 * decisions would be.
 */
final class StandingsBenchmark implements AutoCloseable {
  private static final String REALM = "benchmark";
  private static final String PRACTICE = "cabinet-des-lilas";
  private static final int HOSTINGS = 3;
  private static final int ENTRIES = 3;
  private static final int WARM_UP = 3_000;
  private static final int LOOK_UPS = 20_000;

  private final EmbeddedPostgres postgres = EmbeddedPostgres.start();
  private final Database database = Database.at(postgres.getJdbcUrl("postgres", "postgres"));
  private final ConsentProvider consent = database.provider();
  private final PrintStream out = System.out;
  private final Random random = new Random(42);

  private StandingsBenchmark() throws IOException {}

  /** Takes the numbers of patients, ascending. */
  public static void main(String[] arguments) throws IOException {
    try (StandingsBenchmark benchmark = new StandingsBenchmark()) {
      benchmark.run(Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray());
    }
  }

  private void run(int... sizes) {
    hostings();
    out.printf(
        "| %9s | %10s | %9s | %9s | %9s | %10s |%n",
        "patients", "entries", "p50 µs", "p99 µs", "p99.9 µs", "statements");
    out.println("|---:|---:|---:|---:|---:|---:|");
    int filled = 0;
    for (int size : sizes) {
      fill(filled, size);
      filled = size;
      report(size);
    }
    explain(filled);
  }

  private void report(int size) {
    measure(WARM_UP, size);
    long before = database.statements();
    long[] nanos = measure(LOOK_UPS, size);
    double statements = (database.statements() - before) / (double) LOOK_UPS;
    Arrays.sort(nanos);
    out.printf(
        "| %9d | %10d | %9d | %9d | %9d | %10.2f |%n",
        size,
        (long) size * HOSTINGS * ENTRIES,
        micros(nanos, 0.5),
        micros(nanos, 0.99),
        micros(nanos, 0.999),
        statements);
  }

  private long[] measure(int count, int size) {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      Patient patient = patient(random.nextInt(size));
      long start = System.nanoTime();
      List<Standing> standings = consent.standings(REALM, patient);
      nanos[i] = System.nanoTime() - start;
      if (standings.size() != HOSTINGS || standings.stream().anyMatch(s -> s.last() == null)) {
        throw new IllegalStateException("not what was filled in: " + standings);
      }
    }
    return nanos;
  }

  private void hostings() {
    for (int i = 0; i < HOSTINGS; i++) {
      Host host = Examples.host();
      consent.put(REALM, new Host("host-" + i, host.name(), host.kind(), host.sheet()), NOW);
      HostingId id = new HostingId(PRACTICE, "host-" + i);
      Hosting like = Examples.hosting(0);
      consent.put(
          REALM,
          new Hosting(
              id,
              like.purposes(),
              LegalBasis.EXPLICIT_CONSENT,
              like.validity(),
              null,
              HostingStatus.OPEN,
              0),
          NOW);
      consent.publish(REALM, id, Examples.texts(), NOW);
    }
  }

  /** By the database itself: what is measured is reading. */
  private void fill(int from, int to) {
    long base = (long) from * HOSTINGS * ENTRIES;
    database.tamper(
        """
        insert into PRUNELLE_ENTRY (REALM_ID, LEDGER_POSITION, PATIENT_ID, HOSTING_ID,
          NOTICE_VERSION, DECISION, DECIDED_AT, CHANNEL, BY_ROLE, BY_SUBJECT, TEXT_DIGEST,
          LANGUAGE, AUTH_ACR, AUTH_TIME, AUTH_CLIENT, PERSONS, SALT, PREVIOUS_HASH, ENTRY_HASH)
        select '%1$s', %2$d + (e * 3 + h) * %3$d + p - %4$d + 1, 'pat-' || p, '%5$s@host-' || h,
          1, case e when 1 then 'WITHDRAW' else 'PERMIT' end, 1700000000000 + e, 'LOGIN',
          'PATIENT', gen_random_uuid()::text, 'sha-256:' || repeat(md5(h::text), 2),
          'fr', '1', 1700000000, 'demo-app', repeat(md5(p::text), 2), md5(h::text || p),
          repeat(md5(e::text || p), 2), repeat(md5(p::text || e || h), 2)
        from generate_series(0, 2) e, generate_series(0, 2) h,
          generate_series(%4$d, %4$d + %3$d - 1) p
        """
            .formatted(REALM, base, to - from, from, PRACTICE));
    // as autovacuum would have done long ago
    database.tamper("vacuum analyze");
  }

  private void explain(int size) {
    String patient = patient(random.nextInt(size)).id();
    consent.standings(REALM, new Patient(patient, Set.of(PRACTICE)));
    List<String> plan = database.explain(List.of(patient, REALM, PRACTICE));
    out.println();
    plan.forEach(out::println);
    if (plan.stream().anyMatch(line -> line.contains("Seq Scan on prunelle_entry"))) {
      throw new IllegalStateException("the ledger is read from end to end");
    }
  }

  private static Patient patient(int number) {
    return new Patient("pat-" + number, Set.of(PRACTICE));
  }

  private static long micros(long[] sorted, double quantile) {
    return Duration.ofNanos(sorted[(int) (quantile * (sorted.length - 1))]).toNanos() / 1_000;
  }

  @Override
  public void close() throws IOException {
    database.close();
    postgres.close();
  }
}
