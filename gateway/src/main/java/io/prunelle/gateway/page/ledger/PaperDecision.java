// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What a patient of a practice decided on paper.
 *
 * @param patient FHIR id
 * @param notice version printed on the paper
 * @param language in which it is printed
 * @param signed date on the paper
 * @param digest of the scan, {@code sha-256:} and 64 hexadecimal digits
 * @param reason of an objection; empty for every other kind
 */
public record PaperDecision(
    String patient,
    String hosting,
    Answer.Kind decision,
    long notice,
    String language,
    LocalDate signed,
    String digest,
    Optional<String> reason) {

  JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("hosting", hosting)
            .put("decision", decision.name())
            .put("notice", notice)
            .put("language", language)
            .put("paper", new JsonObject().put("digest", digest).put("date", signed.toString()));
    reason.ifPresent(words -> json.put("reason", words));
    return json;
  }
}
