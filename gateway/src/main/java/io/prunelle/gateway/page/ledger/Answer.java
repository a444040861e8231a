// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What the patient answers to a hosting, bound to the exact notice that was on the screen.
 *
 * @param described what binds it to the purposes and the host sheet beside it; empty where the
 *     realm did not say
 * @param reason of an objection; empty for every other kind
 * @param since position in the ledger of the decision that was on the screen beside it; 0 for none
 */
public record Answer(
    String hosting,
    Kind kind,
    long notice,
    String language,
    String digest,
    Optional<String> described,
    Optional<String> reason,
    long since) {

  /** The answers a patient can give on the page. */
  public enum Kind {
    PERMIT,
    DENY,
    WITHDRAW,
    INFORMED,
    OBJECT;

    /** Whether the record may be at the host by it. */
    public boolean permits() {
      return this == PERMIT || this == INFORMED;
    }
  }

  /** To be kept, and read again by {@link #decode}. */
  public String encode() {
    return toJson().put("since", since).encode();
  }

  /** What {@link #encode} wrote; empty for anything else. */
  public static Optional<Answer> decode(String text) {
    try {
      JsonObject json = new JsonObject(text);
      return Optional.of(
          new Answer(
              json.getString("hosting"),
              Kind.valueOf(json.getString("decision")),
              json.getLong("notice"),
              json.getString("language"),
              json.getString("digest"),
              Optional.ofNullable(json.getString("described")),
              Optional.ofNullable(json.getString("reason")),
              json.getLong("since", 0L)));
    } catch (DecodeException
        | ClassCastException
        | IllegalArgumentException
        | NullPointerException foreign) {
      return Optional.empty();
    }
  }

  /** As the ledger takes it, which knows itself what stood before. */
  JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("hosting", hosting)
            .put("decision", kind.name())
            .put("notice", notice)
            .put("language", language)
            .put("digest", digest);
    described.ifPresent(pin -> json.put("described", pin));
    reason.ifPresent(words -> json.put("reason", words));
    return json;
  }
}
