// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain;
import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Migration;
import io.prunelle.gateway.testing.SoftHsm;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What the journal costs by itself, with nothing around it: the floor of every request that is
 * journalled. Blocks of 1, 4, 16 … requests, an entry and an outcome each, are made, signed and
 * committed one after the other for some seconds.
 */
final class CommitCost {

  private static final int[] TOGETHER = {1, 4, 16, 64, 256};
  private static final long TICKS_PER_SECOND = 100;

  private final Session session;
  private final SigningKey key;
  private final Identifiers identifiers = new Identifiers(Clock.systemUTC());
  private final long backend;

  private CommitCost(Session session, SigningKey key, long backend) {
    this.session = session;
    this.key = key;
    this.backend = backend;
  }

  /**
   * Arguments: seconds for each size; {@code token} where the key is to be one in SoftHSM. Linux,
   * since it reads the server's CPU from proc(5).
   */
  public static void main(String[] arguments) throws IOException {
    Duration each = Duration.ofSeconds(Long.parseLong(arguments[0]));
    Vertx vertx = Vertx.vertx();
    Settings settings = TestSettings.of(TestRealm.start(vertx), TestDatabase.fresh());
    Migration.run(settings);
    SigningKey key =
        List.of(arguments).contains("token")
            ? SigningKey.of(vertx, TestKeys.kept(SoftHsm.orNotTested().settings()))
            : KeyFile.signing(settings.journal());
    Session session =
        new Sessions(
                vertx,
                settings.database(),
                key,
                new Keyring(List.of(key.verifying())),
                "cost",
                Clock.systemUTC(),
                List.of())
            .open(null)
            .await();
    CommitCost cost = new CommitCost(session, key, session.connection().processId());
    System.out.println("requests  commits/s  requests/s  PostgreSQL    leaves   signature  in all");
    System.out.println(
        "in a block                      us/request  us/request  us/block  us/request");
    cost.measure(16, each, false);
    for (int together : TOGETHER) {
      cost.measure(together, each, true);
    }
    vertx.close().await();
    System.exit(0);
  }

  private void measure(int together, Duration length, boolean shown) throws IOException {
    long end = System.nanoTime() + length.toNanos();
    long begun = System.nanoTime();
    double server = cpuSeconds(Long.toString(backend));
    double own = cpuSeconds("self");
    long leaves = 0;
    long signing = 0;
    int commits = 0;
    for (; System.nanoTime() < end; commits++) {
      List<Leaf> all = leaves(together);
      long start = System.nanoTime();
      List<byte[]> canonical = Leaf.canonical(all);
      Chain chain = session.requests();
      Block block = chain.next(canonical, Instant.now()).await();
      leaves += System.nanoTime() - start;
      start = System.nanoTime();
      key.sign(block.signed()).await();
      signing += System.nanoTime() - start;
      session.commit(block, all).await();
      chain.append(block);
    }
    double requests = (double) commits * together;
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (shown) {
      System.out.printf(
          Locale.ROOT,
          "%8d %10.0f %11.0f %11.1f %11.1f %9.1f %9.1f%n",
          together,
          commits / seconds,
          requests / seconds,
          (cpuSeconds(Long.toString(backend)) - server) * 1e6 / requests,
          (leaves - signing) / 1e3 / requests,
          signing / 1e3 / commits,
          (cpuSeconds("self") - own - signing / 1e9) * 1e6 / requests);
    }
  }

  /** As of a patient's own read; with outcomes of what was read before. */
  private List<Leaf> leaves(int requests) {
    List<Leaf> leaves = new ArrayList<>();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    for (int i = 0; i < requests; i++) {
      UUID id = identifiers.next();
      String patient = "patient-" + Math.floorMod(id.getLeastSignificantBits(), 10_000);
      String request = identifiers.next().toString();
      Entry entry =
          new Entry(
              request,
              new Entry.Agent(
                  "0f0c9a3e-7c0b-4d53-9d0c-" + patient,
                  "Camille Martin",
                  "patient",
                  "cabinet",
                  "app",
                  identifiers.next().toString(),
                  "127.0.0.1"),
              new Entry.Act(
                  "read",
                  "Patient",
                  patient,
                  null,
                  null,
                  "GET",
                  "/fhir/cabinet/Patient/" + patient),
              new Entry.Where("cabinet", patient, "nuage", "cabinet@nuage", 17L),
              true,
              "permitted",
              null,
              request.replace("-", ""));
      leaves.add(new Leaf.Entered(id, now, entry));
      leaves.add(
          Leaf.Ended.of(id, now, new Outcome(200, 1_400, Duration.ofMillis(3), "completed")));
    }
    return leaves;
  }

  private static double cpuSeconds(String process) throws IOException {
    String stat = Files.readString(Path.of("/proc", process, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_PER_SECOND;
  }
}
