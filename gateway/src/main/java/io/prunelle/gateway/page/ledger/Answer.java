// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What the patient answers to a hosting, bound to the exact notice that was on the screen.
 *
 * @param reason of an objection; empty for every other kind
 */
public record Answer(
    String hosting,
    Kind kind,
    long notice,
    String language,
    String digest,
    Optional<String> reason) {

  /** The answers a patient can give on the page. */
  public enum Kind {
    PERMIT,
    DENY,
    WITHDRAW,
    INFORMED,
    OBJECT
  }

  JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("hosting", hosting)
            .put("decision", kind.name())
            .put("notice", notice)
            .put("language", language)
            .put("digest", digest);
    reason.ifPresent(words -> json.put("reason", words));
    return json;
  }
}
