// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.hosts.transfer.PastMove;
import io.prunelle.gateway.page.takeout.Chapter;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Where the record was moved, as a part of an archive: a page at a time. */
final class MoveChapter {

  private MoveChapter() {}

  static Chapter of(Moves moves, String patient) {
    return new PagedChapter<>("moves.json", last -> moves.page(patient, last), MoveChapter::json);
  }

  /** Without who ordered what of it, which the journal has. */
  private static JsonObject json(PastMove move) {
    return new JsonObject()
        .put("id", move.id().toString())
        .put("kind", move.kind().name().toLowerCase(Locale.ROOT))
        .put("practice", move.practice())
        .put("from", move.source())
        .put("to", move.destination())
        .put("receiver", move.into())
        .put("step", move.step().name().toLowerCase(Locale.ROOT))
        .put("askedAt", move.since())
        .put("endedAt", move.endedAt());
  }
}
