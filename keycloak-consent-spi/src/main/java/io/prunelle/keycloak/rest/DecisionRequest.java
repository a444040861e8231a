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
    @Nullable String reason) {

  static DecisionRequest read(Members members) {
    HostingId hosting =
        HostingId.parse(members.text("hosting", 164))
            .orElseThrow(() -> problem(new Refusal.UnknownHosting()));
    DecisionRequest request =
        new DecisionRequest(
            hosting,
            members.oneOf("decision", List.of(Decision.values()), Decision::name),
            members.optionalInteger("notice", 1, Integer.MAX_VALUE).orElse(null),
            members.optionalText("language", 8).orElse(null),
            members.optionalText("digest", TextDigest.LENGTH).orElse(null),
            members.optionalText("reason", Answer.LONGEST_REASON).orElse(null));
    if (request.reason != null && request.decision != Decision.OBJECT) {
      throw members.invalid("reason", "belongs to an objection");
    }
    members.end();
    return request;
  }

  Answer answer(Answer.Given given, List<String> wanted) {
    return new Answer(
        hosting, decision, notice, new Answer.Shown(language, digest, wanted), reason, given);
  }

  static Problem problem(Refusal refusal) {
    if (refusal instanceof Refusal.UnknownHosting) {
      return Problem.notFound("no such hosting");
    }
    if (refusal instanceof Refusal.NoticeNotNamed notNamed) {
      return Problem.badRequest(
          "notice: is required, the version that was shown; the current one is "
              + notNamed.current());
    }
    if (refusal instanceof Refusal.NoticeNotCurrent notCurrent) {
      return Problem.conflict("notice: the current version is " + notCurrent.current());
    }
    if (refusal instanceof Refusal.NoSuchLanguage noText) {
      return Problem.badRequest("language: the notice has no text in " + noText.language());
    }
    if (refusal instanceof Refusal.TextDiffers) {
      return Problem.conflict("digest: the text shown is not that of the notice");
    }
    if (refusal instanceof Refusal.HostingClosed closed) {
      return Problem.conflict("hosting: is " + closed.status() + " and takes no such decision");
    }
    if (refusal instanceof Refusal.OtherLegalBasis other) {
      return Problem.badRequest("decision: is none of the legal basis " + other.basis());
    }
    if (refusal instanceof Refusal.ReasonMissing) {
      return Problem.badRequest("reason: is required of an objection");
    }
    if (refusal instanceof Refusal.AlreadyObjected) {
      return Problem.conflict("decision: the objection stands already");
    }
    if (refusal instanceof Refusal.NoSuchObjection) {
      return Problem.conflict("no such objection waits for an answer");
    }
    return Problem.conflict("decision: there is no permission in force to withdraw");
  }
}
