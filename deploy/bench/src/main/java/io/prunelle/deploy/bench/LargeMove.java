// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Moves one record with nothing else going on, and compares with the time that the destination
 * alone takes to load the very same resources.
 */
final class LargeMove {

  private static final Duration PATIENCE = Duration.ofMinutes(40);
  private static final long BETWEEN_LOOKS_MILLIS = 200;

  private final MovingField field;
  private final Figures figures;
  private final List<String> shared;

  /**
   * @param shared transactions of what records refer to; the on-premise host has it
   */
  LargeMove(MovingField field, Figures figures, List<String> shared) {
    this.field = field;
    this.figures = figures;
    this.shared = shared;
  }

  /**
   * Of the patient with this number, after those before.
   *
   * @param what it is called among the figures
   */
  void move(int number, long bytes, String what) throws Exception {
    String patient = StandInRealm.patient(number);
    List<String> record = SampleRecord.transactions(SampleRecord.of(patient, bytes));
    System.err.println(what + ": loading it where it lives");
    field.servers().onPremise().fhir().load(record);
    System.err.println(what + ": loading it at the destination alone");
    double alone = seconds(aloneAtDestination(record));
    // What was written last on a host is read again as what may have changed: that is not the
    // record
    field.servers().onPremise().fhir().load(SampleRecord.transactions(SampleRecord.other(number)));
    System.err.println(what + ": moving it");
    AskedOfHost cloud = new AskedOfHost(field.servers().cloud().accessLog());
    AskedOfHost onPremise = new AskedOfHost(field.servers().onPremise().accessLog());
    Work work = Work.of(field);
    field.memory().begin();
    field.realm().decided(number + 1);
    Moved moved = awaited(patient, what);
    double switched = seconds(moved.untilSwitched().orElseThrow());
    double certified = seconds(moved.untilCertified().orElseThrow());
    add(what + ", resources", Field.GATEWAY, "number", (double) moved.resources());
    add(what + ", bytes", Field.GATEWAY, "MB", moved.bytes() / 1e6);
    add(what + ", loaded alone", StandInRealm.CLOUD, "s", alone);
    add(what + ", until it lives there", Field.GATEWAY, "s", switched);
    add(what + ", until it lives there", "to loading alone", "times", switched / alone);
    add(what + ", until erased and certified", Field.GATEWAY, "s", certified);
    add(what + ", until erased and certified", "to loading alone", "times", certified / alone);
    add(what + ", writers held", Field.GATEWAY, "ms", (double) moved.heldMillis());
    add(what + ", highest RSS", Field.GATEWAY, "MB", field.memory().resident());
    OptionalLong heap = field.memory().heap();
    if (heap.isPresent()) {
      add(
          what + ", highest heap after a collection",
          Field.GATEWAY,
          "MiB",
          (double) heap.getAsLong());
    }
    work.since(what, 1, figures);
    asked(what, StandInRealm.ON_PREMISE, onPremise.since());
    asked(what, StandInRealm.CLOUD, cloud.since());
  }

  /** Empty before and after. */
  private Duration aloneAtDestination(List<String> record) throws Exception {
    FhirBase destination = field.servers().cloud().fhir();
    destination.empty();
    destination.load(shared);
    Duration taken = destination.load(record);
    destination.empty();
    return taken;
  }

  private Moved awaited(String patient, String what)
      throws SQLException, IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String said = "";
    while (true) {
      Moved moved = field.journal().moved(patient).orElse(null);
      if (moved != null && moved.certified()) {
        return moved;
      }
      String now = moved == null ? "not asked for" : moved.state() + " " + moved.reason();
      if (!now.equals(said)) {
        System.err.println(what + ": " + now);
        said = now;
      }
      if (System.nanoTime() > end) {
        throw new IOException(what + " has not moved: " + said);
      }
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    }
  }

  private void asked(String what, String host, Map<Kind, Long> counts) {
    add(
        what + ", requests",
        host,
        "number",
        counts.values().stream().mapToDouble(Long::doubleValue).sum());
    counts.forEach((kind, count) -> add(what + ", " + kind.title, host, "number", (double) count));
  }

  private void add(String what, String of, String unit, double value) {
    figures.add(what, of, unit, value);
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }
}
