// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.json.JsonObject;

/** What the patient answers to a hosting, bound to the exact notice that was on the screen. */
public record Answer(String hosting, Kind kind, long notice, String language, String digest) {

  /** The answers a patient can give on the page. */
  public enum Kind {
    PERMIT,
    DENY,
    WITHDRAW
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("hosting", hosting)
        .put("decision", kind.name())
        .put("notice", notice)
        .put("language", language)
        .put("digest", digest);
  }
}
