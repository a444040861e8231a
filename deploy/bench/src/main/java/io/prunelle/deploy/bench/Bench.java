// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.prunelle.deploy.demo.Modules;
import io.prunelle.deploy.demo.files.Drafts;
import io.prunelle.deploy.demo.process.Programs;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The program. */
public final class Bench {

  private Bench() {}

  /** Exit code 2 with the usage when called wrongly, 1 when something failed. */
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(System.getProperty("prunelle.root"));
    Options options;
    try {
      options =
          Options.of(
              arguments,
              Integer.parseInt(System.getenv().getOrDefault("PRUNELLE_PORT_BASE", "8500")),
              root.resolve("deploy/target/bench"));
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage() + "\n\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    System.exit(run(root, options) ? 0 : 1);
  }

  private static boolean run(Path root, Options options) throws Exception {
    emptied(options.directory());
    Programs programs = new Programs(options.directory().resolve("processes"));
    Runtime.getRuntime().addShutdownHook(new Thread(programs::end));
    Vertx vertx = Vertx.vertx();
    Figures figures = new Figures();
    try {
      measure(vertx, new Modules(root), programs, options, figures);
      System.out.println(machine());
      System.out.println(figures.table());
      if (options.json() != null) {
        Files.writeString(
            options.json(),
            new JsonObject()
                .put("at", Instant.now().toString())
                .put("machine", machine())
                .put("figures", figures.json())
                .encodePrettily());
      }
      return true;
    } catch (IOException failed) {
      System.err.println(failed.getMessage());
      return false;
    } finally {
      vertx.close().await();
    }
  }

  private static void measure(
      Vertx vertx, Modules modules, Programs programs, Options options, Figures figures)
      throws Exception {
    Moves moves = options.moves();
    if (moves != null) {
      try (MovingField field =
          MovingField.start(vertx, modules, programs, options, Moving.patients(moves))) {
        new Moving(vertx, field, options, figures).run();
      }
      return;
    }
    try (Field field = Field.start(vertx, modules, programs, options)) {
      Measuring measuring = new Measuring(vertx, options, figures);
      if (options.grown().isEmpty()) {
        measure(field, options, measuring, figures);
      } else {
        new Growth(field, modules, options, measuring, figures).run();
      }
    }
  }

  private static void measure(Field field, Options options, Measuring measuring, Figures figures)
      throws Exception {
    int patients = options.patients();
    List<StandInRealm.Caller> callers = field.realm().callers(0, patients);
    for (Contestant contestant : field.contestants()) {
      measuring.warmUp(contestant, callers);
    }
    Map<Case, Double> least = new EnumMap<>(Case.class);
    long entries = field.journal().entries();
    long bytes = field.journal().bytes();
    long blocks = field.journal().blocks();
    for (Case asked : options.cases()) {
      for (Contestant contestant : field.contestants()) {
        if (options.loads().contains(LoadKind.SWEEP)) {
          measuring.sweep(contestant, asked, callers);
        }
        if (options.loads().contains(LoadKind.USUAL)) {
          least.merge(asked, measuring.saturate(contestant, asked, callers), Math::min);
        }
      }
    }
    // Without a rate that all can take there is none to go by
    if (options.loads().containsAll(Set.of(LoadKind.USUAL, LoadKind.PACED))) {
      for (Case asked : options.cases()) {
        for (Contestant contestant : field.contestants()) {
          measuring.pace(contestant, asked, callers, Math.floor(least.get(asked) / 2));
        }
      }
    }
    if (options.loads().contains(LoadKind.COLD)) {
      List<StandInRealm.Caller> unseen = field.realm().callers(patients, 2 * patients);
      for (Contestant contestant : field.contestants()) {
        measuring.cold(contestant, Case.SMALL, unseen);
      }
    }
    double written = field.journal().entries() - entries;
    if (written == 0) {
      // The gateway was not measured
      return;
    }
    figures.add(
        "journal, tables and indexes",
        Field.GATEWAY,
        "bytes/entry",
        (field.journal().bytes() - bytes) / written);
    figures.add(
        "journal, requests that share a commit",
        Field.GATEWAY,
        "entries/block",
        written / (field.journal().blocks() - blocks));
  }

  private static String machine() {
    return "%d cores, %s %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty("java.version"));
  }

  private static void emptied(Path directory) throws IOException {
    Programs.endRemembered(directory.resolve("processes"));
    Drafts.delete(directory);
    Files.createDirectories(directory);
  }
}
