// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.json.Members;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.TextDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST me/decisions}. */
record DecisionRequest(
    HostingId hosting,
    Decision decision,
    @Nullable Integer notice,
    @Nullable String language,
    @Nullable String digest,
    @Nullable String described,
    @Nullable String reason) {

  /** Leaves it to the caller to end the members. */
  static DecisionRequest read(Members members) {
    HostingId hosting =
        HostingId.parse(members.text("hosting", 164))
            .orElseThrow(() -> Refusals.problem(new Refusal.UnknownHosting()));
    DecisionRequest request =
        new DecisionRequest(
            hosting,
            members.oneOf("decision", List.of(Decision.values()), Decision::name),
            members.optionalInteger("notice", 1, Integer.MAX_VALUE).orElse(null),
            members.optionalText("language", 8).orElse(null),
            members.optionalText("digest", TextDigest.LENGTH).orElse(null),
            members.optionalText("described", TextDigest.LENGTH).orElse(null),
            members.optionalWritten("reason", Answer.LONGEST_REASON).orElse(null));
    if (request.reason != null && request.decision != Decision.OBJECT) {
      throw members.invalid("reason", "belongs to an objection");
    }
    return request;
  }

  Answer answer(Answer.Given given, List<String> wanted) {
    return new Answer(
        hosting,
        decision,
        notice,
        new Answer.Shown(language, digest, wanted, described),
        reason,
        given);
  }
}
