// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import io.vertx.core.json.JsonObject;
import java.text.Normalizer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An opening as the realm is told of it.
 *
 * @param name of who opened the record, as the practitioner's token had it
 * @param readAt when the patient said on the page to have read of it; null before
 * @param lease until when no other instance tells it, and by which it is known to be the same
 *     attempt
 */
record Announcement(
    UUID opening,
    String practice,
    String patient,
    String name,
    String reason,
    Instant from,
    Instant until,
    @Nullable Instant readAt,
    OffsetDateTime lease) {

  /** As long as the realm keeps a name. */
  private static final int LONGEST_NAME = 255;

  private static final int ELLIPSIS = 1;
  private static final String NAMELESS = "—";

  JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("practitioner", shown(name))
            .put("reason", reason)
            .put("from", from.toString())
            .put("until", until.toString());
    return readAt == null ? json : json.put("readAt", readAt.toString());
  }

  /** A name is not ours to refuse: what the realm would not take in it must not keep it untold. */
  private static String shown(String name) {
    StringBuilder readable = new StringBuilder();
    name.codePoints()
        .map(c -> PurposeOfUse.unreadable(c) ? ' ' : c)
        .forEach(readable::appendCodePoint);
    String text = Normalizer.normalize(readable, Normalizer.Form.NFC).strip();
    if (text.isEmpty()) {
      return NAMELESS;
    }
    if (text.length() <= LONGEST_NAME) {
      return text;
    }
    int end = LONGEST_NAME - ELLIPSIS;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
