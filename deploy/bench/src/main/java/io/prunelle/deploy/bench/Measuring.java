// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Puts contestants under load and notes what came of it. */
final class Measuring {

  /** Enough to keep two cores busy, few enough that none waits for long. */
  private static final int CONNECTIONS = 32;

  private static final int[] SWEEP = {1, 8, 64, 256};

  /** Less than a tenth less than before. */
  private static final double SETTLED = 0.9;

  private static final int MOST_ROUNDS = 8;

  private final Vertx vertx;
  private final Options options;
  private final Figures figures;

  Measuring(Vertx vertx, Options options, Figures figures) {
    this.vertx = vertx;
    this.options = options;
    this.figures = figures;
  }

  /**
   * Compiled and with its caches filled, as after some time of service: who answers few requests in
   * a second needs more seconds to get there, so until the CPU of a request stops falling. All
   * cases in turn, since what one has warmed up another may still change.
   */
  void warmUp(Contestant contestant, List<StandInRealm.Caller> callers) {
    double before;
    double now = Double.MAX_VALUE;
    int rounds = 0;
    do {
      before = now;
      now = 0;
      for (Case asked : options.cases()) {
        say(contestant, "warming up, " + asked.title);
        now += warmUp(contestant, new Load(vertx, contestant, asked, callers));
      }
      rounds++;
    } while (now < SETTLED * before && rounds < MOST_ROUNDS);
    say(contestant, "warm after " + rounds + " rounds");
  }

  /** CPU seconds per request answered. */
  private double warmUp(Contestant contestant, Load load) {
    double before = contestant.process().cpuSeconds();
    Answers answers =
        load.saturating(CONNECTIONS, options.warmUp().dividedBy(options.cases().size()));
    return (contestant.process().cpuSeconds() - before) / Math.max(1, answers.answered());
  }

  /** As much as goes through, with few and many connections. */
  void sweep(Contestant contestant, Case asked, List<StandInRealm.Caller> callers)
      throws IOException {
    Load load = new Load(vertx, contestant, asked, callers);
    for (int connections : SWEEP) {
      String what = asked.title + ", " + connections + " connections";
      say(contestant, what);
      measured(
          contestant,
          what,
          () -> load.saturating(connections, options.measured().dividedBy(SWEEP.length)));
    }
  }

  /**
   * As much as goes through.
   *
   * @return requests per second with the usual number of connections
   */
  double saturate(Contestant contestant, Case asked, List<StandInRealm.Caller> callers)
      throws IOException {
    say(contestant, asked.title + ", all that goes through");
    Load load = new Load(vertx, contestant, asked, callers);
    Answers answers =
        measured(
            contestant,
            asked.title + ", " + CONNECTIONS + " connections",
            () -> load.saturating(CONNECTIONS, options.measured()));
    return answers.perSecond();
  }

  /** At a rate that all contestants can take. */
  void pace(Contestant contestant, Case asked, List<StandInRealm.Caller> callers, double perSecond)
      throws IOException {
    String what = "%s, paced at %.0f/s".formatted(asked.title, perSecond);
    say(contestant, what);
    measured(
        contestant,
        what,
        () ->
            new Load(vertx, contestant, asked, callers)
                .paced(CONNECTIONS * 2, options.measured(), perSecond));
  }

  /**
   * What a request costs.
   *
   * @param gateway microseconds of CPU
   * @param database the same, of PostgreSQL
   */
  record Cost(double gateway, double database) {

    double both() {
      return gateway + database;
    }
  }

  /** Has tokens verified before what is measured does not depend on it. */
  void seen(Contestant contestant, List<StandInRealm.Caller> callers) throws IOException {
    counted(
        contestant,
        "each token for the first time",
        new Load(vertx, contestant, Case.SMALL, callers).eachOnce(CONNECTIONS));
  }

  Cost cost(Contestant contestant, Case asked, List<StandInRealm.Caller> callers)
      throws IOException {
    ProcessTree database = Objects.requireNonNull(contestant.database());
    double gatewayBefore = contestant.process().cpuSeconds();
    double databaseBefore = database.cpuSeconds();
    Answers answers =
        counted(
            contestant,
            asked.title,
            new Load(vertx, contestant, asked, callers)
                .saturating(CONNECTIONS, options.measured().dividedBy(Growth.ROUNDS)));
    double perRequest = 1e6 / answers.answered();
    return new Cost(
        (contestant.process().cpuSeconds() - gatewayBefore) * perRequest,
        (database.cpuSeconds() - databaseBefore) * perRequest);
  }

  /** Callers none of whom has been seen before, patients as well as tokens, each once. */
  void cold(Contestant contestant, Case asked, List<StandInRealm.Caller> callers)
      throws IOException {
    String what = asked.title + ", each token and patient for the first time";
    say(contestant, what);
    measured(
        contestant, what, () -> new Load(vertx, contestant, asked, callers).eachOnce(CONNECTIONS));
  }

  private Answers measured(Contestant contestant, String what, Supplier<Answers> load)
      throws IOException {
    double before = contestant.process().cpuSeconds();
    ProcessTree database = contestant.database();
    double databaseBefore = database == null ? 0 : database.cpuSeconds();
    Answers answers = counted(contestant, what, load.get());
    double perRequest = 1e6 / answers.answered();
    figures.add(what, contestant.name(), "requests/s", answers.perSecond());
    figures.add(what + ", p50", contestant.name(), "ms", answers.percentile(50));
    figures.add(what + ", p99", contestant.name(), "ms", answers.percentile(99));
    figures.add(what + ", p99.9", contestant.name(), "ms", answers.percentile(99.9));
    figures.add(
        what + ", CPU",
        contestant.name(),
        "us/request",
        (contestant.process().cpuSeconds() - before) * perRequest);
    if (database != null) {
      figures.add(
          what + ", CPU",
          "its PostgreSQL",
          "us/request",
          (database.cpuSeconds() - databaseBefore) * perRequest);
    }
    figures.add(what + ", RSS", contestant.name(), "MB", contestant.process().residentMegabytes());
    return answers;
  }

  /** Who is overloaded refuses some, and is measured by what it answers. */
  private Answers counted(Contestant contestant, String what, Answers answers) throws IOException {
    if (answers.answered() == 0) {
      throw new IOException(
          "%s, %s: none of %d requests was answered"
              .formatted(contestant.name(), what, answers.failed()));
    }
    if (answers.failed() > 0) {
      figures.add(
          what + ", refused",
          contestant.name(),
          "%",
          100.0 * answers.failed() / (answers.failed() + answers.answered()));
    }
    return answers;
  }

  private static void say(Contestant contestant, String what) {
    System.err.println(contestant.name() + ": " + what);
  }
}
