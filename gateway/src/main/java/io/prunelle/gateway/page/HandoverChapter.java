// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.page.takeout.Chapter;
import io.prunelle.gateway.page.takeout.Sink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The patient's changes of doctor as a part of an archive: a page at a time. */
final class HandoverChapter implements Chapter {

  private final ChangesOfDoctor changes;
  private final String patient;

  HandoverChapter(ChangesOfDoctor changes, String patient) {
    this.changes = changes;
    this.patient = patient;
  }

  @Override
  public Future<Void> into(Sink sink) {
    return sink.begin("handovers.json")
        .compose(open -> sink.write(Buffer.buffer("[")))
        .compose(open -> from(sink, null, 0))
        .compose(count -> sink.write(Buffer.buffer("]\n")).compose(all -> sink.end(count)));
  }

  private Future<Long> from(Sink sink, @Nullable Handover last, long before) {
    return changes
        .page(patient, last)
        .compose(
            page ->
                page.isEmpty()
                    ? Future.succeededFuture(before)
                    : sink.write(text(page, before == 0))
                        .compose(
                            written ->
                                from(sink, page.get(page.size() - 1), before + page.size())));
  }

  private static Buffer text(List<Handover> page, boolean first) {
    Buffer text = Buffer.buffer();
    String between = first ? "\n" : ",\n";
    for (Handover handover : page) {
      text.appendString(between).appendString(json(handover).encode());
      between = ",\n";
    }
    return text;
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
