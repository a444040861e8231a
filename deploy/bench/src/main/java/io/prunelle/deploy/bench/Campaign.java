// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Many small records that are queued together and read all the time. */
final class Campaign {

  private static final Duration PATIENCE = Duration.ofHours(3);
  private static final int CONNECTIONS = 64;
  private static final long BETWEEN_LOOKS_MILLIS = 500;
  private static final String MEANWHILE = "small read while they move";

  private final Vertx vertx;
  private final MovingField field;
  private final Options options;
  private final Moves moves;
  private final Figures figures;

  /** Whether it is over; set by who looks, read by the load. */
  private volatile boolean over;

  private volatile long moved;

  Campaign(Vertx vertx, MovingField field, Options options, Figures figures) {
    this.vertx = vertx;
    this.field = field;
    this.options = options;
    this.moves = Objects.requireNonNull(options.moves());
    this.figures = figures;
  }

  /**
   * Of the last patients.
   *
   * @param from the number of the first of them
   */
  void run(int from) throws Exception {
    List<StandInRealm.Caller> callers = field.realm().callers(from);
    String what = moves.records() + " records";
    Load load = new Load(vertx, field.gateway(), Case.SMALL, callers);
    System.err.println(what + ": reads before");
    load.paced(CONNECTIONS, options.warmUp(), moves.reads());
    Answers before = load.paced(CONNECTIONS, options.measured(), moves.reads());
    // As before a large record: the last seconds of what a host was written are read by each move
    field.servers().onPremise().fhir().load(SampleRecord.transactions(SampleRecord.other(from)));
    AskedOfHost cloud = new AskedOfHost(field.servers().cloud().accessLog());
    AskedOfHost onPremise = new AskedOfHost(field.servers().onPremise().accessLog());
    Work work = Work.of(field);
    field.memory().begin();
    long begin = System.nanoTime();
    System.err.println(what + ": moving them");
    Thread looking = looking(field.journal().certified(), from + moves.records());
    Answers meanwhile = load.pacedUntil(CONNECTIONS, () -> over, moves.reads());
    looking.join();
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (moved < moves.records()) {
      throw new IOException("only " + moved + " of " + what + " have moved");
    }
    figures.add(what + ", all moved", Field.GATEWAY, "s", seconds);
    figures.add(what + ", all moved", Field.GATEWAY, "records/s", moves.records() / seconds);
    figures.add(
        what + ", writers held at most",
        Field.GATEWAY,
        "ms",
        (double) field.journal().longestHold(moves.records()));
    figures.add(what + ", highest RSS", Field.GATEWAY, "MB", field.memory().resident());
    work.since(what + " and reads", moves.records(), figures);
    asked(what, StandInRealm.ON_PREMISE, onPremise.since());
    asked(what, StandInRealm.CLOUD, cloud.since());
    System.err.println(what + ": reads after");
    Answers after = load.paced(CONNECTIONS, options.measured(), moves.reads());
    add("small read before", before);
    add(MEANWHILE, meanwhile);
    add("small read after", after);
    figures.add(
        MEANWHILE + ", p99",
        "to before",
        "times",
        meanwhile.percentile(99) / before.percentile(99));
  }

  private void add(String what, Answers answers) {
    figures.add(what + ", answered", Field.GATEWAY, "requests/s", answers.perSecond());
    figures.add(what + ", not answered", Field.GATEWAY, "number", (double) answers.failed());
    figures.add(what + ", p50", Field.GATEWAY, "ms", answers.percentile(50));
    figures.add(what + ", p99", Field.GATEWAY, "ms", answers.percentile(99));
  }

  private void asked(String what, String host, Map<Kind, Long> counts) {
    double records = moves.records();
    figures.add(
        what + ", requests",
        host,
        "a record",
        counts.values().stream().mapToLong(Long::longValue).sum() / records);
    counts.forEach(
        (kind, count) -> figures.add(what + ", " + kind.title, host, "a record", count / records));
  }

  /** Lets them be asked for, and looks until all have moved. */
  private Thread looking(long before, int patients) {
    Thread thread =
        new Thread(
            () -> {
              try {
                look(before, patients);
              } catch (SQLException failed) {
                System.err.println(failed.getMessage());
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              } finally {
                over = true;
              }
            },
            "campaign");
    thread.start();
    return thread;
  }

  private void look(long before, int patients) throws SQLException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    field.realm().decided(patients);
    while (moved < moves.records() && System.nanoTime() < end) {
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
      long now = field.journal().certified() - before;
      if (now / 100 > moved / 100) {
        System.err.println(now + " have moved");
      }
      moved = now;
    }
  }
}
