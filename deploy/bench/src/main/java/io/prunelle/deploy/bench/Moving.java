// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What it takes to move records: large ones one after the other, then many small ones while they
 * are read. Patients decide in the order of their numbers: one for warming up, whose records are
 * large, whose are small.
 */
final class Moving {

  /** Of the record that is moved before anything is measured, and of one that counts as small. */
  private static final int WARM_UP_BYTES = 2_000_000;

  private static final int SMALL_BYTES = 40_000;
  private static final int MEGABYTE = 1_000_000;

  private final Vertx vertx;
  private final MovingField field;
  private final Options options;
  private final Moves moves;
  private final Figures figures;

  Moving(Vertx vertx, MovingField field, Options options, Figures figures) {
    this.vertx = vertx;
    this.field = field;
    this.options = options;
    this.moves = Objects.requireNonNull(options.moves());
    this.figures = figures;
  }

  /** How many patients it takes. */
  static int patients(Moves moves) {
    return large(moves) + moves.records();
  }

  private static int large(Moves moves) {
    return 1 + moves.megabytes().size();
  }

  void run() throws Exception {
    List<String> shared = SampleRecord.transactions(SampleRecord.shared());
    field.servers().onPremise().fhir().load(shared);
    LargeMove large = new LargeMove(field, figures, shared);
    large.move(0, WARM_UP_BYTES, "warming up");
    for (int i = 0; i < moves.megabytes().size(); i++) {
      int megabytes = moves.megabytes().get(i);
      large.move(1 + i, (long) megabytes * MEGABYTE, "record of " + megabytes + " MB");
    }
    System.err.println("loading " + moves.records() + " small records");
    loadSmall();
    new Campaign(vertx, field, options, figures).run(large(moves));
  }

  /** Several to a transaction, as many resources as in others. */
  private void loadSmall() throws Exception {
    FhirBase onPremise = field.servers().onPremise().fhir();
    List<JsonObject> waiting = new ArrayList<>();
    for (int i = 0; i < moves.records(); i++) {
      waiting.addAll(SampleRecord.of(StandInRealm.patient(large(moves) + i), SMALL_BYTES));
      if (waiting.size() >= SampleRecord.TOGETHER || i == moves.records() - 1) {
        onPremise.load(SampleRecord.transactions(waiting));
        waiting.clear();
      }
    }
  }
}
