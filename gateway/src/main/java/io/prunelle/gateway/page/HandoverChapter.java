// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.page.takeout.Chapter;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Objects;

/** The patient's changes of doctor as a part of an archive: a page at a time. */
final class HandoverChapter {

  private HandoverChapter() {}

  static Chapter of(ChangesOfDoctor changes, String patient) {
    return new PagedChapter<>(
        "handovers.json", last -> changes.page(patient, last), HandoverChapter::json);
  }

  private static JsonObject json(Handover handover) {
    return new JsonObject()
        .put("id", handover.id().toString())
        .put("practice", handover.practice())
        .put("receiver", handover.into())
        .put("state", handover.state().name().toLowerCase(Locale.ROOT))
        .put("askedAt", handover.askedAt())
        .put("dueOn", handover.dueOn().toString())
        .put("answeredAt", handover.answeredAt())
        .put("ground", handover.ground())
        .put(
            "keptUntil",
            handover.keptUntil() == null
                ? null
                : Objects.requireNonNull(handover.keptUntil()).toString())
        .put("copiedAt", handover.copiedAt())
        .put("erasureOrderedAt", handover.erasureOrderedAt())
        .put("endedAt", handover.endedAt());
  }
}
