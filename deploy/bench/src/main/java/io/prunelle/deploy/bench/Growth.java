// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.prunelle.deploy.demo.Modules;
import io.prunelle.deploy.demo.process.Launch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * What a request costs, with PostgreSQL, while ledger and journal grow: beside a gateway whose
 * ledger and journal stay as small as they were, a round of each in turn, so that whatever else the
 * machine does concerns both.
 */
final class Growth {

  /** Of each of the two. */
  static final int ROUNDS = 5;

  /**
   * Over which the journal's entries spread: nearly as long as they have to be kept. The month that
   * has begun counts as a whole one, on whichever day a run is: that is what is inserted to.
   */
  private static final String DAYS = "1000";

  private static final String PER_BLOCK = "10";

  private final Field field;
  private final Journal journal;
  private final Modules modules;
  private final Options options;
  private final Measuring measuring;
  private final Figures figures;

  Growth(Field field, Modules modules, Options options, Measuring measuring, Figures figures) {
    this.field = field;
    this.journal = Objects.requireNonNull(field.grown());
    this.modules = modules;
    this.options = options;
    this.measuring = measuring;
    this.figures = figures;
  }

  void run() throws Exception {
    Contestant small = field.contestant(Field.GATEWAY);
    Contestant grown = field.contestant(Field.GROWN);
    List<StandInRealm.Caller> callers = callers();
    measuring.warmUp(small, callers);
    measuring.warmUp(grown, callers);
    measure(small, grown, "nothing grown yet");
    if (options.ledger() > 2 * options.patients()) {
      journal.decided(2 * options.patients(), options.ledger());
      measure(small, grown, said(options.ledger()) + " patients");
    }
    long filled = 0;
    for (long entries : options.grown()) {
      fill(entries - filled);
      filled = entries;
      measure(small, grown, said(entries) + " entries");
      figures.add(
          "journal of " + said(entries) + " entries", Field.GROWN, "MB", journal.bytes() / 1e6);
    }
  }

  private static String said(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private List<StandInRealm.Caller> callers() {
    return field.realm().callers(0, options.patients());
  }

  private void measure(Contestant small, Contestant grown, String state) throws Exception {
    // Fresh ones, which have not run out by the end; to verify them does not grow
    List<StandInRealm.Caller> callers = callers();
    measuring.seen(small, callers);
    measuring.seen(grown, callers);
    for (Case asked : options.cases()) {
      String what = asked.title + ", " + state;
      System.err.println(what);
      // What was written meanwhile is on the disk before, not during it
      journal.checkpoint();
      List<Measuring.Cost> before = new ArrayList<>();
      List<Measuring.Cost> now = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        before.add(measuring.cost(small, asked, callers));
        now.add(measuring.cost(grown, asked, callers));
      }
      compare(what, before, now, Measuring.Cost::both);
      // Only this one can grow, and the gateway's own share hides by how much
      compare(what + ", PostgreSQL alone", before, now, Measuring.Cost::database);
    }
  }

  private void compare(
      String what,
      List<Measuring.Cost> before,
      List<Measuring.Cost> now,
      ToDoubleFunction<Measuring.Cost> of) {
    double small = median(before, of);
    double grown = median(now, of);
    figures.add(what, Field.GATEWAY, "us/request", small);
    figures.add(what, Field.GROWN, "us/request", grown);
    figures.add(what, "grown to not grown", "times", grown / small);
  }

  private static double median(List<Measuring.Cost> values, ToDoubleFunction<Measuring.Cost> of) {
    return values.stream().mapToDouble(of).sorted().toArray()[values.size() / 2];
  }

  /** By the gateway's own generator, whose entries verify. */
  private void fill(long entries) throws Exception {
    System.err.println(said(entries) + " entries more");
    List<String> command =
        modules.javaOfTests(
            "gateway",
            List.of("-Xmx512m"),
            "io.prunelle.gateway.journal.SampleJournal",
            List.of(
                journal.jdbcUrl(),
                Journal.OWNER,
                Journal.PASSWORD,
                GatewayProgram.key(options).toString(),
                Long.toString(entries),
                PER_BLOCK,
                "1",
                DAYS));
    field
        .programs()
        .run(new Launch("sample-journal", command, options.directory().resolve("sample.log")));
  }
}
