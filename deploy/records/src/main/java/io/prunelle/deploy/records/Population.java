// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.records;

import java.nio.file.Path;
import java.util.List;

/**
 * What Synthea is asked for. The same population gives the same records, ids included.
 *
 * @param patients how many living patients
 * @param seed of every random draw
 * @param until the day, {@code yyyyMMdd}, at which the simulation stands still
 * @param minAge in years
 * @param maxAge in years
 * @param yearsOfHistory how far back encounters are told; what is still active is told in any case
 */
record Population(
    int patients, long seed, String until, int minAge, int maxAge, int yearsOfHistory) {

  /** Records of 0.6 to 1.7 MB, so that two cores load all of them in a quarter of a minute. */
  static final Population DEMO = new Population(10, 7, "20261101", 20, 75, 3);

  // Names what the records depend on, this module's rewriting included: raise it to discard caches.
  private static final String REWRITING = "1";

  /** A directory name that changes whenever the records would. */
  String key() {
    return "synthea-p%d-s%d-u%s-a%d-%d-y%d-r%s"
        .formatted(patients, seed, until, minAge, maxAge, yearsOfHistory, REWRITING);
  }

  /** The arguments of Synthea's main class. */
  List<String> arguments(Path output) {
    return List.of(
        "-p",
        Integer.toString(patients),
        "-s",
        Long.toString(seed),
        "-cs",
        Long.toString(seed),
        "-r",
        until,
        "-e",
        until,
        "-a",
        minAge + "-" + maxAge,
        "--generate.only_alive_patients=true",
        "--generate.append_numbers_to_person_names=false",
        // One thread: with more, draws interleave differently from run to run.
        "--generate.thread_pool_size=1",
        "--exporter.years_of_history=" + yearsOfHistory,
        "--exporter.pretty_print=false",
        "--exporter.metadata.export=false",
        "--exporter.baseDirectory=" + output,
        "Massachusetts",
        "Boston");
  }
}
